"""``slack-manifest``: what to paste to install the bot."""

import json

import click

from bot.cli.settings import Settings
from bot.errors import BadArgument


@click.command("slack-manifest", short_help="Print what to paste to make the Slack app.")
@click.option("--url", metavar="URL", help='The public https:// address of the bot; with mode = "http" alone.')
@click.pass_obj
def slack_manifest(settings: Settings, url: str | None) -> None:
    """Print the manifest of the Slack app: paste it at api.slack.com/apps, Create New App, From a manifest."""
    from bot.adapters.slack.manifest import manifest  # noqa: PLC0415 - only what is asked for

    slack = settings.config().slack
    if slack.mode == "http" and not (url or "").startswith("https://"):
        raise BadArgument(
            'mode = "http" needs the public address of the bot: slack-manifest --url https://papers.example.org'
        )
    made = manifest(slack.command, url if slack.mode == "http" else None)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
