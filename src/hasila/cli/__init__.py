"""The command line: a thin shell over the pipeline that decides nothing. Imports stay inside the commands:
``hasila --help`` answers at once."""

import click

from hasila import __version__


class _Lazy(click.Group):
    """Loads the module of a command when it is asked for."""

    commands_of = (
        "toll", "extract", "collect", "explain", "serve", "people", "ingest", "search", "export", "capture", "decide",
        "log", "reread", "verify", "backup", "restore", "evaluate", "demo",
    )  # fmt: skip

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands_of)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands_of:
            return None
        from importlib import import_module

        command = import_module(f"hasila.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The lines are here so that --help imports no command.
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    ("toll", "read reports, print the toll of each incident (the main job)"),
                    ("extract", "claims only, one JSON object per report"),
                    ("collect", "what extract or toll left in a folder on Spark, in one file"),
                    ("explain", "the chain of rules behind one claim; why a toll has its range"),
                    ("serve", "the web application over the store"),
                    ("people", "who may log in to the web application"),
                    ("ingest", "fetch or import reports into the store, each once"),
                    ("search", "find reports, claims and incidents in the store"),
                    ("export", "the store's records in an exchange format"),
                    ("capture", "the evidence behind a report, as it was received"),
                    ("decide", "accept, reject or edit claims; merge and split incidents; undo"),
                    ("log", "every change of the store: who, when, why"),
                    ("reread", "read the store's reports again with this version"),
                    ("verify", "prove that evidence and log are unbroken"),
                    ("backup", "the whole store in one file"),
                    ("restore", "a store from such a file"),
                    ("evaluate", "score an extractor against gold reports"),
                    ("demo", "the main job on the bundled example reports"),
                ]
            )


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hasila")
def main() -> None:
    """Read reports of armed violence: who claims what toll, and what the claims come to together.

    A REPORT is a file (.txt, .md, .html, .jsonl), a directory, an http(s) URL, or - for standard input.
    """
