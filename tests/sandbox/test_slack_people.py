"""What people do behind the program's back, and how it reads to the bot."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from incident_sandbox.slack.text import as_typed, escape_sent
from tests.sandbox.shell_client import Control, code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("@sam take it", "<@U1> take it"),
        ("over to @Sam.", "over to <@U1>."),
        ("@sam-x", "@sam-x"),
        ("mail sam@example.com", "mail <mailto:sam@example.com|sam@example.com>"),
        ("@nobody #nothing", "@nobody #nothing"),
        ("see #random", "see <#C1|random>"),
        ("https://x.example/?a=1&b=2", "<https://x.example/?a=1&amp;b=2>"),
        ("@here and @channel", "<!here> and <!channel>"),
        ("<!channel> typed out", "&lt;!channel&gt; typed out"),
    ],
)
def test_typed_text(typed: str, kept: str) -> None:
    """Mentions, channels and links become tokens, the rest is escaped."""
    assert as_typed(typed, {"sam": "U1"}, {"random": "C1"}) == kept


def test_sent_text_is_escaped_once() -> None:
    """Escaping what is escaped changes nothing."""
    once = escape_sent("a & b <c>")
    assert escape_sent(once) == once == "a &amp; b &lt;c&gt;"


def test_a_persons_message_reads_as_one(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """client_msg_id and no bot_id; a mention of the bot is a token."""
    said = sandbox.act("post", channel="incidents", user="@sam", text="@incident-sync lead @lena")
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    bot, lena = slack.auth_test()["user_id"], sandbox.user_id("lena")
    assert shown["text"] == f"<@{bot}> lead <@{lena}>"
    assert shown["client_msg_id"]
    assert "bot_id" not in shown
    sandbox.act("edit", channel="incidents", ts=said["ts"], text="never mind")
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert shown["text"] == "never mind"
    assert shown["edited"]["user"] == sandbox.user_id("sam")
    sandbox.act("pin", channel="incidents", ts=said["ts"], user="lena")
    assert slack.pins_list(channel=incidents)["items"][0]["created_by"] == lena
    sandbox.act("unpin", channel="incidents", ts=said["ts"], user="sam")
    assert slack.pins_list(channel=incidents)["items"] == []


def test_a_kicked_bot_is_out(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """Out of a public channel it sees it only; invited, it is back."""
    sandbox.act("kick", channel="incidents", user="bot")
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_history(channel=incidents)
    assert code(caught.value) == "not_in_channel"
    sandbox.act("invite", channel="incidents", user="sam", invited="bot")
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert shown["subtype"] == "channel_join"
    assert shown["inviter"] == sandbox.user_id("sam")


def test_unarchived_channels_come_back_without_the_bot(
    slack: WebClient, sandbox: Control, incidents: str
) -> None:
    """The person who unarchives is in, the bot must join."""
    sandbox.act("archive", channel="incidents", user="priya")
    sandbox.act("unarchive", channel="incidents", user="sam")
    assert not slack.conversations_info(channel=incidents)["channel"]["is_member"]
    slack.conversations_join(channel=incidents)
    texts = [m.get("subtype") for m in slack.conversations_history(channel=incidents)["messages"]]
    assert texts[:3] == ["channel_join", "channel_unarchive", "channel_archive"]


def test_a_strangers_message_names_the_strangers_team(
    slack: WebClient, sandbox: Control, incidents: str
) -> None:
    """A shared channel says so; the author's team is not ours."""
    refused = sandbox.refused("post", channel="incidents", user="olu", text="hello")
    assert "is not in #incidents" in refused
    sandbox.act("invite", channel="incidents", user="priya", invited="olu")
    sandbox.act("post", channel="incidents", user="olu", text="hello")
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert shown["team"] == shown["user_team"] != slack.auth_test()["team_id"]
    assert slack.conversations_info(channel=incidents)["channel"]["is_ext_shared"]


def test_a_renamed_channel_keeps_its_id(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """The system message has both names; the old name may be reused."""
    sandbox.act("rename", channel="incidents", name="outages", user="priya")
    sandbox.act("create_channel", name="incidents", user="sam")
    assert slack.conversations_info(channel=incidents)["channel"]["name"] == "outages"
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert (shown["old_name"], shown["name"]) == ("incidents", "outages")


def test_topics_people_set_are_escaped(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """Topic and purpose."""
    sandbox.act("set_topic", channel="incidents", user="sam", topic="R&D")
    sandbox.act("set_purpose", channel="incidents", user="sam", purpose="<3")
    shown = slack.conversations_info(channel=incidents)["channel"]
    assert (shown["topic"]["value"], shown["purpose"]["value"]) == ("R&amp;D", "&lt;3")


def test_deleted_channels_are_gone(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """channel_not_found, and the name is free."""
    sandbox.act("delete_channel", channel="incidents", user="priya")
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel=incidents, text="x")
    assert code(caught.value) == "channel_not_found"
    slack.conversations_create(name="incidents")


def test_people_are_refused_what_people_cannot_do(sandbox: Control, slack: WebClient) -> None:
    """A sentence each."""
    ours = slack.chat_postMessage(channel=sandbox.channel_id("incidents"), text="x")["ts"]
    sandbox.act("create_channel", name="hush", user="priya", private=True)
    refusals = [
        ("post", {"channel": "hush", "user": "sam", "text": "x"}, "is not in #hush"),
        ("post", {"channel": "random", "user": "gus", "text": "x"}, None),
        ("post", {"channel": "none", "user": "sam", "text": "x"}, "no channel none"),
        ("post", {"channel": "random", "user": "zed", "text": "x"}, "nobody is called zed"),
        ("post", {"channel": "random", "user": "sam", "text": " "}, "characters"),
        ("edit", {"channel": "incidents", "ts": ours, "text": "y"}, "their own messages"),
        ("delete", {"channel": "incidents", "ts": ours, "user": "sam"}, "only an admin"),
        ("create_channel", {"name": "random", "user": "sam"}, "name_taken"),
        ("create_channel", {"name": "mine", "user": "gus"}, "guests"),
        ("archive", {"channel": "general", "user": "priya"}, "#general"),
        ("unarchive", {"channel": "random", "user": "sam"}, "not archived"),
        ("delete_channel", {"channel": "random", "user": "sam"}, "only an admin"),
        ("add_user", {"handle": "sam", "name": "S", "email": "s@example.com"}, "taken"),
        ("dance", {}, "no such verb"),
    ]
    for verb, args, reason in refusals:
        if reason is None:
            sandbox.act(verb, **args)
        else:
            assert reason in sandbox.refused(verb, **args)
    sandbox.act("add_user", handle="gil", name="Gil", email="gil@example.com", guest=True)
    assert "is not in #random" in sandbox.refused("post", channel="random", user="gil", text="x")
    sandbox.act("delete", channel="incidents", ts=ours, user="priya")
