"""``help``: the same as ``--help``, for those who type it as a verb."""

import click


@click.command("help", short_help="Say what can be asked.")
@click.argument("verb", required=False)
@click.pass_context
def help_(ctx: click.Context, verb: str | None) -> None:
    """Say what can be asked, or how one VERB is asked."""
    root = ctx.find_root()
    if verb is None or not isinstance(root.command, click.Group):
        click.echo(root.get_help())
        return
    command = root.command.get_command(root, verb)
    if command is None:
        raise click.UsageError(f"No such command {verb!r}.")
    click.echo(command.get_help(click.Context(command, info_name=verb, parent=root)))
