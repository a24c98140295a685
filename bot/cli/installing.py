"""``slack-manifest``: what to paste to install the bot."""

import json

import click

from bot.cli.settings import Settings
from bot.errors import ConfigError


@click.command("slack-manifest", short_help="Print what to paste to make the Slack app.")
@click.pass_obj
def slack_manifest(settings: Settings) -> None:
    """Print the manifest of the Slack app: paste it at api.slack.com/apps, Create New App, From a manifest."""
    from bot.adapters.slack.manifest import manifest  # noqa: PLC0415 - only what is asked for

    config = settings.config()
    url = config.web.public_url if config.slack.mode == "http" else None
    if config.slack.mode == "http" and (url is None or not url.startswith("https://")):
        raise ConfigError(['[web] public_url: mode = "http" needs the https:// address by which Slack reaches the bot'])
    click.echo(json.dumps(manifest(config.slack.command, url), indent=2, ensure_ascii=False))
