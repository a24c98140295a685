import json
import re
import subprocess
import sys
import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.config import Config, Secret, load_config
from bot.config.keys import KEYS, NAME, SECTIONS, Key
from bot.errors import ConfigError
from bot.papers.model import ENGAGEMENT_SOURCES
from bot.subscriptions.model import DigestRules
from bot.subscriptions.schedule import Schedule

EXAMPLE = Path(__file__).resolve().parent.parent / "config.example.toml"
TOKEN = "hf_NeverPrintThis"  # noqa: S105 - made up


def write(folder: Path, text: str | bytes, name: str = "lab.toml") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def problems_of(path: Path | None, **variables: str) -> list[str]:
    environ = {f"HOTPAPERS_{name}": text for name, text in variables.items()}
    with pytest.raises(ConfigError) as caught:
        load_config(path, environ=environ)
    return [problem.removeprefix(f"{path}: ") for problem in caught.value.problems]


def test_without_a_file_everything_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load_config(None, environ={})
    assert config == Config()
    assert config.store.path == Path("hotpapers.db")
    assert config.sources.enabled == ("arxiv", "huggingface", "hackernews")
    assert config.sources.weights == dict.fromkeys(ENGAGEMENT_SOURCES, 1.0)


def test_config_toml_in_the_current_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "[ranking]\nmin_heat = 50", "config.toml")
    monkeypatch.chdir(tmp_path)
    assert load_config(None, environ={}).ranking.min_heat == 50


def test_a_file_that_was_named_and_is_missing_is_an_error(tmp_path: Path) -> None:
    missing = tmp_path / "gone.toml"
    assert problems_of(missing) == [f"cannot read {missing}: No such file or directory"]


def test_the_environment_beats_the_file_and_an_empty_variable_sets_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, "[ranking]\nmin_heat = 50\n[sources.x]\nweight = 3\n[sources.hackernews]\nenabled = true")
    config = load_config(
        file,
        environ={
            "HOTPAPERS_RANKING__MIN_HEAT": "7.5",
            "HOTPAPERS_SOURCES__HACKERNEWS__ENABLED": "false",
            "HOTPAPERS_SOURCES__X__WEIGHT": "",
            "HOTPAPERSISH": "someone else's",
            "PATH": "/bin",
        },
    )
    assert config.ranking.min_heat == 7.5
    assert config.sources.weights["x"] == 3
    assert config.sources.enabled == ("arxiv", "huggingface")


def test_the_defaults_do_not_listen_to_the_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTPAPERS_STORE__PATH", "elsewhere.db")
    monkeypatch.setenv("HOTPAPERS_NONSENSE", "1")
    assert Config().store.path == Path("hotpapers.db")
    assert load_config(EXAMPLE, environ={}).store.path == EXAMPLE.parent / "hotpapers.db"


def test_relative_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, '[store]\npath = "data/papers.db"\n[templates]\ndir = "/srv/templates"')
    config = load_config(file, environ={})
    assert config.store.path == tmp_path / "data" / "papers.db"
    assert config.templates.dir == Path("/srv/templates")
    assert load_config(write(tmp_path, ""), environ={}).store.path == tmp_path / "hotpapers.db"


def test_values_are_taken_as_meant(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        """
        contact = "https://lab.example.org/@papers"
        [arxiv]
        categories = ["cs", "math.ST", "cs"]
        holidays = ["2026-12-24", 2026-12-31]
        [sources.huggingface]
        base_url = "http://127.0.0.1:8080/"
        """,
    )
    config = load_config(file, environ={})
    assert config.contact == "https://lab.example.org/@papers"
    assert config.arxiv.categories == ("cs", "math.ST")
    assert [day.isoformat() for day in config.arxiv.holidays] == ["2026-12-24", "2026-12-31"]
    assert config.sources.huggingface.base_url == "http://127.0.0.1:8080"


def test_nothing_can_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        Config().store.path = Path("other.db")


WRONG_FILES = {
    "misspelled section": ("[sources.hackernew]", "unknown key sources.hackernew: did you mean sources.hackernews?"),
    "misspelled key": ("[ranking]\nmin_heet = 5", "unknown key ranking.min_heet: did you mean ranking.min_heat?"),
    "upper case": ("[STORE]\npath = 'x'", "unknown key STORE: did you mean store?"),
    "key outside of its section": ("min_heat = 5", "unknown key min_heat: did you mean ranking.min_heat?"),
    "key of nothing known": (
        "[sources.x]\ncolor = 1",
        "unknown key sources.x.color: known here are weight",
    ),
    "arXiv hurried": (
        "[sources.arxiv]\nmin_interval_s = 0",
        "unknown key sources.arxiv.min_interval_s: known here are enabled, rss_url, api_url",
    ),
    "value for a section": ("store = 'x.db'", "[store]: expected a section of keys, not one value"),
    "several sections of one name": ("[[store]]\npath = 'x.db'", "[store]: expected a section of keys, not one value"),
    "text for a number": (
        "[ranking]\nmin_heat = '50'",
        '[ranking] min_heat: expected a number or "auto", the number at least 0',
    ),
    "number below 0": (
        "[ranking]\nmin_heat = -1",
        '[ranking] min_heat: expected a number or "auto", the number at least 0',
    ),
    "no number at all": ("[sources.x]\nweight = nan", "[sources.x] weight: expected a number from 0 to a million"),
    "endless number": ("[sources.x]\nweight = inf", "[sources.x] weight: expected a number from 0 to a million"),
    "true for a number": ("[sources.x]\nweight = true", "[sources.x] weight: expected a number from 0 to a million"),
    "number for true": ("[sources.arxiv]\nenabled = 1", "[sources.arxiv] enabled: expected true or false"),
    "number for a path": ("[store]\npath = 1", "[store] path: expected a path"),
    "empty path": ("[templates]\ndir = ''", "[templates] dir: expected a path"),
    "misspelled category": (
        "[arxiv]\ncategories = ['cs.AI', 'cs.cl']",
        "[arxiv] categories: unknown category 'cs.cl': did you mean cs.CL?",
    ),
    "no category": (
        "[arxiv]\ncategories = []",
        '[arxiv] categories: expected a list with at least one category, such as ["cs.CL", "math"]',
    ),
    "one category without a list": (
        "[arxiv]\ncategories = 'cs'",
        '[arxiv] categories: expected a list with at least one category, such as ["cs.CL", "math"]',
    ),
    "date that is none": (
        "[arxiv]\nholidays = ['2026-13-01']",
        '[arxiv] holidays: expected a list of dates, such as ["2026-12-24"]',
    ),
    "contact that reaches nobody": (
        "contact = 'me'",
        "contact: expected an e-mail address or the http(s) address of a page",
    ),
    "contact that would break the header": (
        'contact = "a@example.org)\\r\\nX: y"',
        "contact: expected an e-mail address or the http(s) address of a page",
    ),
    "address with a password": (
        "[sources.hackernews]\nbase_url = 'https://me:secret@hn.example.org'",
        "[sources.hackernews] base_url: expected an http:// or https:// address without user name, password or query",
    ),
    "address of another kind": (
        "[sources.arxiv]\nrss_url = 'file:///etc/passwd'",
        "[sources.arxiv] rss_url: expected an http:// or https:// address without user name, password or query",
    ),
    "key with a space": (
        "[sources.huggingface]\nkey = 'two words'",
        "[sources.huggingface] key: expected one word without spaces",
    ),
}


WRONG_FILES |= {
    "webhook without its address": (
        "[webhook.lab]\nkind = 'slack'",
        "[webhook.lab] url: missing; expected one word without spaces",
    ),
    "webhook that anybody on the way could read": (
        "[webhook.lab]\nkind = 'slack'\nurl = 'http://hooks.example.com/x'",
        "[webhook.lab] url: expected the https:// address that the platform gave for the webhook",
    ),
    "webhook of another platform": (
        "[webhook.lab]\nkind = 'teams'\nurl = 'https://hooks.example.com/x'",
        '[webhook.lab] kind: expected "discord" or "slack"',
    ),
    "misspelled key of a webhook": (
        "[webhook.lab]\nkint = 'slack'\nkind = 'slack'\nurl = 'https://hooks.example.com/x'",
        "unknown key webhook.lab.kint: did you mean webhook.lab.kind?",
    ),
    "webhook without a name": ("[webhook]\nurl = 'x'", "[webhook.url]: expected a section of keys, not one value"),
    "token that anybody on the way could read": (
        "[discord]\napi_base_url = 'http://discord.example.com/api'",
        (
            "[discord] api_base_url: expected https://, because others on the way could read the token"
            " (allow_http = true takes it all the same)"
        ),
    ),
    "gateway that anybody on the way could read": (
        "[discord]\ngateway_url = 'ws://discord.example.com'",
        (
            "[discord] gateway_url: expected wss://, because others on the way could read the token"
            " (allow_http = true takes it all the same)"
        ),
    ),
    "gateway of another kind": (
        "[discord]\ngateway_url = 'https://discord.example.com'",
        "[discord] gateway_url: expected a ws:// or wss:// address without user name, password or query",
    ),
    "one subscription in single brackets": (
        "[subscription]\nto = 'terminal'",
        "[[subscription]]: expected a section in double brackets, which may come several times",
    ),
    "subscription to nowhere": (
        "[[subscription]]\ntopic = 'x'",
        "[[subscription]] number 1: to: missing; expected a place, such as discord:123456789012345678",
    ),
    "subscription to no place": (
        "[[subscription]]\nto = 'irc:#papers'",
        (
            "[[subscription]] number 1: to: expected a place: discord:CHANNEL, slack:TEAM/CHANNEL, webhook:NAME, "
            "post:DIR, jsonl:FILE or terminal"
        ),
    ),
    "misspelled key of a subscription": (
        "[[subscription]]\nto = 'terminal'\nzome = 'UTC'",
        "unknown key subscription.zome: did you mean subscription.zone?",
    ),
    "query that cannot be read": (
        "[[subscription]]\nto = 'terminal'\n[[subscription]]\nto = 'terminal'\ntopic = '#cs.LL'",
        "[[subscription]] number 2: topic: unknown category cs.LL: did you mean cs.CL, cs.LG, cs.DL?",
    ),
    "zone that is none": (
        "[[subscription]]\nto = 'terminal'\nzone = 'Berlinn'",
        "[[subscription]] number 1: zone: “Berlinn” is not a time zone. Did you mean Europe/Berlin?",
    ),
    "the same subscription twice": (
        "[[subscription]]\nto = 'terminal'\ntopic = 'x'\n[[subscription]]\nto = 'terminal'\ntopic = 'x'",
        "[[subscription]] number 2: there is another with the same to and name; give it a name",
    ),
    "Slack without its second token": (
        "[slack]\nbot_token = 'xoxb-1'",
        '[slack] app_token: missing; mode = "socket" needs it (docs/slack.md says where it is)',
    ),
    "Slack over HTTP that cannot be verified": (
        "[slack]\nbot_token = 'xoxb-1'\nmode = 'http'",
        '[slack] signing_secret: missing; mode = "http" needs it (docs/slack.md says where it is)',
    ),
    "Slack's tokens mixed up": (
        "[slack]\nbot_token = 'xapp-1'\napp_token = 'xapp-2'",
        (
            "[slack] bot_token: this begins with xapp-, so it belongs into the other key: bot_token is the xoxb- one "
            "of OAuth & Permissions, app_token the xapp- one of Basic Information"
        ),
    ),
    "Slack where everybody could read the token": (
        "[slack]\nbot_token = 'xoxb-1'\napp_token = 'xapp-1'\napi_base_url = 'http://slack.example.com/api'",
        (
            "[slack] api_base_url: expected https://, because everybody on the way could read the token; "
            "allow_http = true allows it all the same"
        ),
    ),
    "Slack's command without its slash": (
        "[slack]\ncommand = 'papers'",
        '[slack] command: expected a slash and at most 31 lower-case letters, such as "/papers"',
    ),
    "webhook that is nowhere": (
        "[[subscription]]\nto = 'webhook:lab'",
        "[[subscription]] number 1: there is no section [webhook.lab]",
    ),
}


@pytest.mark.parametrize(("text", "problem"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_a_mistake_in_the_file_is_said_in_plain_words(tmp_path: Path, text: str, problem: str) -> None:
    assert problems_of(write(tmp_path, text)) == [problem]


WRONG_VARIABLES = {
    "misspelled section": (
        "SOURCES__HACKERNEW__ENABLED",
        "unknown key HOTPAPERS_SOURCES__HACKERNEW__ENABLED: did you mean HOTPAPERS_SOURCES__HACKERNEWS__ENABLED?",
    ),
    "one underscore": ("STORE_PATH", "unknown key HOTPAPERS_STORE_PATH: did you mean HOTPAPERS_STORE__PATH?"),
    "lower case": ("store__path", "unknown key HOTPAPERS_store__path: did you mean HOTPAPERS_STORE__PATH?"),
    "like nothing": (
        "QQ",
        "unknown key HOTPAPERS_QQ: none is like it; HOTPAPERS_STORE__PATH, for example, sets [store] path",
    ),
    "list": ("ARXIV__CATEGORIES", "HOTPAPERS_ARXIV__CATEGORIES: a list is set in a file, as [arxiv] categories"),
    "wrong kind": (
        "RANKING__MIN_HEAT",
        'HOTPAPERS_RANKING__MIN_HEAT: expected a number or "auto", the number at least 0',
    ),
}


@pytest.mark.parametrize(("variable", "problem"), WRONG_VARIABLES.values(), ids=WRONG_VARIABLES.keys())
def test_a_mistake_in_the_environment_names_the_variable(variable: str, problem: str) -> None:
    assert problems_of(EXAMPLE, **{variable: "{'many'"}) == [problem]


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "[rankin]\n[store]\npath = 1\n[arxiv]\ncategories = ['cs.XX', 'zz']\n[sources.huggingface]\nkey_file = 'gone'",
    )
    assert problems_of(file, QQ="1", RANKING__MIN_HEAT="x", SOURCES__X__WEIGHT="y", STORE_PATH="z") == [
        "unknown key rankin: did you mean ranking?",
        "unknown key HOTPAPERS_QQ: none is like it; HOTPAPERS_STORE__PATH, for example, sets [store] path",
        "unknown key HOTPAPERS_STORE_PATH: did you mean HOTPAPERS_STORE__PATH?",
        f"[sources.huggingface] key_file: cannot read that file from {tmp_path}: No such file or directory",
        "[store] path: expected a path",
        *[problem for problem in problems_of(file) if "category" in problem],
        "HOTPAPERS_SOURCES__X__WEIGHT: expected a number from 0 to a million",
        'HOTPAPERS_RANKING__MIN_HEAT: expected a number or "auto", the number at least 0',
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb =\n", "(at line 2, column 4)"),
        ('[store]\npath = """x\n\n', "(at line 3, the last)"),
        (b"a = 1\n# \xff", "(at line 2)"),
    ],
    ids=["no value", "unfinished", "not UTF-8"],
)
def test_a_file_that_is_not_toml_is_named_with_its_line(tmp_path: Path, text: str | bytes, line: str) -> None:
    file = write(tmp_path, text)
    [problem] = problems_of(file)
    assert problem.startswith(f"{file} is not ")
    assert line in problem


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    file = write(tmp_path, b"\xef\xbb\xbf[ranking]\r\nmin_heat = 5\r\n")
    assert load_config(file, environ={}).ranking.min_heat == 5


def test_a_secret_prints_as_stars() -> None:
    secret = Secret(TOKEN)
    config = Config.model_validate({"sources": {"huggingface": {"key": TOKEN}}})
    for shown in (str(secret), repr(secret), f"{secret}", repr(config), str(config), config.model_dump_json()):
        assert TOKEN not in shown
    assert (str(secret), repr(secret), secret.reveal()) == ("***", "***", TOKEN)


@pytest.mark.parametrize("content", [TOKEN, f"{TOKEN}\n", f"{TOKEN}\r\n"])
def test_a_secret_can_come_from_a_file_beside_the_configuration(tmp_path: Path, content: str) -> None:
    write(tmp_path, content, "token")
    file = write(tmp_path, "[sources.huggingface]\nkey_file = 'token'")
    for config in (
        load_config(file, environ={}),
        load_config(write(tmp_path, ""), environ={"HOTPAPERS_SOURCES__HUGGINGFACE__KEY_FILE": "token"}),
    ):
        assert config.sources.huggingface.key == Secret(TOKEN)


SECTION = "[sources.huggingface]\n"
LEAKS = {
    "two words": (f"{SECTION}key = '{TOKEN} {TOKEN}'", {}),
    "another kind": (f"{SECTION}key = ['{TOKEN}']", {}),
    "a section": (f"[sources.huggingface.key]\nvalue = '{TOKEN}'", {}),
    "both": (f"{SECTION}key = '{TOKEN}'\nkey_file = 'token'", {}),
    "both, one in the environment": (f"{SECTION}key_file = 'token'", {"SOURCES__HUGGINGFACE__KEY": TOKEN}),
    "the secret in place of its file": (f"{SECTION}key_file = '{TOKEN}'", {}),
    "a list in place of its file": (f"{SECTION}key_file = ['{TOKEN}']", {}),
    "a file of two lines": (f"{SECTION}key_file = 'lines'", {}),
    "a file that is no text": (f"{SECTION}key_file = 'bytes'", {}),
    "an empty file": (f"{SECTION}key_file = 'empty'", {}),
    "misspelled": (f"{SECTION}kee = '{TOKEN}'", {}),
    "misspelled in the environment": ("", {"SOURCES__HUGGINGFACE__KEE": TOKEN}),
    "in the environment": ("", {"SOURCES__HUGGINGFACE__KEY": f"{TOKEN}\n{TOKEN}"}),
    "beside another mistake": (f"{SECTION}key = '{TOKEN}'\nweight = 'x'", {}),
    "without quotes": (f"{SECTION}key = {TOKEN}", {}),
    "in an address": (f"{SECTION}base_url = 'https://{TOKEN}@example.org'", {}),
}


@pytest.mark.parametrize(("text", "variables"), LEAKS.values(), ids=LEAKS.keys())
def test_no_error_tells_a_secret(tmp_path: Path, text: str, variables: dict[str, str]) -> None:
    write(tmp_path, TOKEN, "token")
    write(tmp_path, f"{TOKEN}\n{TOKEN}", "lines")
    write(tmp_path, TOKEN.encode() + b"\xff", "bytes")
    write(tmp_path, "\n", "empty")
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text), environ={f"HOTPAPERS_{name}": value for name, value in variables.items()})
    assert len(caught.value.problems) == 1
    error = caught.value
    for shown in (str(error), repr(error), repr(error.__cause__), repr(error.__context__)):
        assert TOKEN not in shown


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, TOKEN, "token")
    file = write(tmp_path, f"{SECTION}key = '{TOKEN}'\nkey_file = 'token'")
    assert problems_of(file) == ["[sources.huggingface] key_file: give either key or key_file, not both"]


VALUES = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text(max_size=9), max_size=3))


def as_toml(value: object) -> str:
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def told(file: Path) -> tuple[str, ...]:
    """Return the problems of the file, none if it is in order."""
    try:
        load_config(file, environ={})
    except ConfigError as error:
        return error.problems
    return ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes the file anew
@given(key=st.sampled_from(list(KEYS.values())), value=VALUES)
def test_whatever_a_key_is_set_to_the_answer_is_plain(tmp_path: Path, key: Key, value: object) -> None:
    *section, name = key.path
    header = f"[[{'.'.join(section)}]]\n" if key.is_repeated else f"[{'.'.join(section)}]\n" if section else ""
    file = write(tmp_path, f"{header}{name} = {as_toml(value)}\n")
    if key.is_repeated or NAME in key.path or key.path[0] == "slack":
        # What else belongs there is missing, and what a text means is checked by whoever reads it in chat.
        assert all(problem.startswith(f"{file}: [") for problem in told(file))
        return
    at = f"{file}: {key.written}: "
    ours = (f"{at}expected ", f"{at}unknown category ", f"{at}cannot read that file ", f"{at}that file ")
    assert all(problem.startswith(ours) for problem in told(file))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes the file anew
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_file_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    file = write(tmp_path, content)
    assert all(str(file) in problem for problem in told(file))


KEY_OR_SECTION = re.compile(r"# (?:\[+[\w.]+\]+$|\w+ = )")


def uncommented(example: str) -> str:
    lines = example.splitlines()
    return "\n".join(line.removeprefix("# ") if KEY_OR_SECTION.match(line) else line for line in lines)


def test_the_example_has_every_key_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE.parent)
    assert load_config(Path(EXAMPLE.name), environ={}) == Config()
    values = tomllib.loads(uncommented(EXAMPLE.read_text()))
    for *section, name in KEYS:
        inner = values
        for step in section:
            inner = inner[step][0] if step == "subscription" else inner[step]
        assert name in inner


def test_the_example_says_what_each_key_does() -> None:
    lines = EXAMPLE.read_text().splitlines()
    names = {path[-1] for path in KEYS}
    keys = [
        number for number, line in enumerate(lines) if " = " in line and line.removeprefix("# ").split()[0] in names
    ]
    assert len(keys) == len(KEYS)
    assert all(lines[number - 1].startswith("# ") for number in keys)


def test_the_example_has_no_section_that_is_not_known() -> None:
    lines = uncommented(EXAMPLE.read_text()).splitlines()
    sections = {tuple(line.strip("[]").split(".")) for line in lines if line[:1] == "["}
    assert sections == {path for path in SECTIONS if any(key[:-1] == path for key in KEYS)}


def test_help_does_not_wait_for_pydantic() -> None:
    code = "import sys, bot.cli; print({'bot.config', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_one_unknown_category_is_one_mistake(tmp_path: Path) -> None:
    file = write(tmp_path, '[arxiv]\ncategories = ["cs.XX"]')
    assert problems_of(file) == ["[arxiv] categories: unknown category 'cs.XX': did you mean cs.AI or cs.CL or cs.CV?"]


def test_a_path_in_the_home_folder_is_found_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    file = write(tmp_path, '[store]\npath = "~/papers.db"')
    assert load_config(file, environ={}).store.path == tmp_path / "ada" / "papers.db"


def test_a_port_that_cannot_be_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, '[sources.arxiv]\nrss_url = "http://127.0.0.1:99999/rss"')
    assert problems_of(file) == ["[sources.arxiv] rss_url: expected a port of at most 65535 in the address"]


def test_declared_subscriptions_and_webhooks_are_read(tmp_path: Path) -> None:
    write(tmp_path, "https://hooks.example.com/never-a-real-one\n", "lab.url")
    file = write(
        tmp_path,
        """
        [webhook.lab]
        kind = "slack"
        url_file = "lab.url"
        [[subscription]]
        to = "webhook:lab"
        topic = '#cs.CL "tool use"'
        at = "9:30"
        zone = "berlin"
        days = "mon,thu"
        min_heat = 50
        window = "2w"
        late_limit = "90m"
        settle = "24h"
        [[subscription]]
        to = "post:digests"
        """,
    )
    config = load_config(file, environ={})
    assert config.webhook["lab"].url.reveal() == "https://hooks.example.com/never-a-real-one"
    assert "never-a-real-one" not in repr(config)
    tools, everything = config.subscription
    assert tools.rules == DigestRules(
        Schedule(time(9, 30), "Europe/Berlin", frozenset({0, 3})),
        min_heat=50,
        window_days=14,
        late_limit=timedelta(minutes=90),
        settle=timedelta(hours=24),
    )
    assert (everything.to, everything.known_as, everything.rules.schedule.zone) == (
        f"post:{tmp_path / 'digests'}",
        "",
        "UTC",
    )


def test_a_webhook_can_come_from_the_environment() -> None:
    environ = {
        "HOTPAPERS_WEBHOOK__LAB__KIND": "discord",
        "HOTPAPERS_WEBHOOK__LAB__URL": "https://discord.example.com/never-a-real-one",
    }
    assert load_config(EXAMPLE, environ=environ).webhook["lab"].kind == "discord"


def test_slack_may_be_set_up_from_the_environment_alone() -> None:
    environ = {"HOTPAPERS_SLACK__BOT_TOKEN": "xoxb-1", "HOTPAPERS_SLACK__APP_TOKEN": "xapp-1"}
    assert load_config(EXAMPLE, environ=environ).slack.is_on


def test_what_is_missing_is_told_without_a_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"^\[slack\] app_token: missing"):
        load_config(None, environ={"HOTPAPERS_SLACK__BOT_TOKEN": "xoxb-1"})


def test_an_address_that_others_can_read_is_taken_when_it_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[slack]\napi_base_url = 'http://slack.example.com/api'\nallow_http = true")
    assert not load_config(file, environ={}).slack.is_on


def test_discord_may_be_on_this_machine_or_read_by_others_if_somebody_says_so(tmp_path: Path) -> None:
    here = write(tmp_path, "[discord]\napi_base_url = 'http://127.0.0.1:1/api'\ngateway_url = 'ws://localhost:1'")
    assert load_config(here, environ={}).discord.api_base_url == "http://127.0.0.1:1/api"
    there = "[discord]\nallow_http = true\napi_base_url = 'http://discord.example.com/api'"
    assert load_config(write(tmp_path, there), environ={}).discord.allow_http
