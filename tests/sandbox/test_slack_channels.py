"""conversations.*: names, topics, membership, archives, listings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.shell_client import Control, code


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("Upper", "invalid_name_specials"),
        ("with space", "invalid_name_specials"),
        ("emoji-\U0001f525", "invalid_name_specials"),
        ("dot.ted", "invalid_name_specials"),
        ("general", "name_taken"),
    ],
)
def test_bad_names_are_refused_by_their_own_codes(slack: WebClient, name: str, error: str) -> None:
    """Names are validated, never altered."""
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_create(name=name)
    assert code(caught.value) == error


def test_a_created_channel_is_the_bots_own(slack: WebClient) -> None:
    """The longest name is kept, the bot is creator and only member."""
    me = slack.auth_test()
    made = slack.conversations_create(name="x" * 80)["channel"]
    assert made["creator"] == me["user_id"]
    assert made["is_member"]
    assert not made["is_archived"]
    assert slack.conversations_members(channel=made["id"])["members"] == [me["user_id"]]
    assert slack.conversations_info(channel=made["id"])["channel"] == made


def test_an_archived_name_stays_taken(slack: WebClient) -> None:
    """Archiving does not free a name."""
    made = slack.conversations_create(name="inc-1-x")["channel"]["id"]
    slack.conversations_archive(channel=made)
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_create(name="inc-1-x")
    assert code(caught.value) == "name_taken"


def test_an_invisible_private_name_is_taken(slack: WebClient, sandbox: Control) -> None:
    """A private channel the bot cannot see still owns its name."""
    secret = sandbox.act("create_channel", name="hush", user="priya", private=True)["channel"]
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_create(name="hush")
    assert code(caught.value) == "name_taken"
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_info(channel=secret)
    assert code(caught.value) == "channel_not_found"


def test_renaming_is_for_own_channels(slack: WebClient, incidents: str) -> None:
    """Others' channels are not the bot's to rename; the old name becomes free."""
    made = slack.conversations_create(name="inc-1-a")["channel"]["id"]
    renamed = slack.conversations_rename(channel=made, name="inc-1-b")["channel"]
    assert renamed["name"] == "inc-1-b"
    assert renamed["previous_names"] == ["inc-1-a"]
    slack.conversations_create(name="inc-1-a")
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_rename(channel=incidents, name="mine")
    assert code(caught.value) == "not_authorized"


def test_topics_are_kept_escaped_and_short(slack: WebClient, incidents: str) -> None:
    """250 characters counted after escaping; escaped text is not escaped twice."""
    topic = slack.conversations_setTopic(channel=incidents, topic="A & B &amp; <C>")
    assert topic["channel"]["topic"]["value"] == "A &amp; B &amp; &lt;C&gt;"
    slack.conversations_setPurpose(channel=incidents, purpose="p" * 250)
    for text in ("p" * 251, "&" * 51):
        with pytest.raises(SlackApiError) as caught:
            slack.conversations_setPurpose(channel=incidents, purpose=text)
        assert code(caught.value) == "too_long"


def test_topic_changes_leave_a_message(slack: WebClient, incidents: str) -> None:
    """The subtype carries the new topic."""
    slack.conversations_setTopic(channel=incidents, topic="Major")
    said = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert (said["subtype"], said["topic"]) == ("channel_topic", "Major")


def test_archived_channels_take_nothing(slack: WebClient) -> None:
    """Every verb has its own refusal; the bot is no longer a member."""
    made = slack.conversations_create(name="inc-9-x")["channel"]["id"]
    card = slack.chat_postMessage(channel=made, text="card")["ts"]
    slack.conversations_archive(channel=made)
    assert not slack.conversations_info(channel=made)["channel"]["is_member"]
    refusals: dict[str, Callable[[], object]] = {
        "already_archived": lambda: slack.conversations_archive(channel=made),
        "is_archived": lambda: slack.chat_postMessage(channel=made, text="x"),
        "is_inactive": lambda: slack.chat_update(channel=made, ts=card, text="x"),
        "not_in_channel": lambda: slack.conversations_unarchive(channel=made),
        "cant_delete_message": lambda: slack.chat_delete(channel=made, ts=card),
    }
    for error, call in refusals.items():
        with pytest.raises(SlackApiError) as caught:
            call()
        assert code(caught.value) == error
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_setTopic(channel=made, topic="x")
    assert code(caught.value) == "is_archived"


def test_general_cannot_be_archived(slack: WebClient, sandbox: Control) -> None:
    """cant_archive_general comes before membership."""
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_archive(channel=sandbox.channel_id("general"))
    assert code(caught.value) == "cant_archive_general"


def test_invitations_name_each_problem(slack: WebClient, sandbox: Control) -> None:
    """One problem refuses all; ``force`` lets the fine ones through."""
    made = slack.conversations_create(name="inc-2-y")["channel"]["id"]
    sam, lena = sandbox.user_id("sam"), sandbox.user_id("lena")
    slack.conversations_invite(channel=made, users=[sam])
    for users, error in (
        ([sam], "already_in_channel"),
        (["U404"], "user_not_found"),
        ([slack.auth_test()["user_id"]], "cant_invite_self"),
        ([sandbox.user_id("gus")], "user_is_restricted"),
        ([sandbox.user_id("olu")], "org_user_not_in_team"),
        ([], "no_user"),
    ):
        with pytest.raises(SlackApiError) as caught:
            slack.conversations_invite(channel=made, users=users)
        assert code(caught.value) == error
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_invite(channel=made, users=[sam, lena])
    problem = {"ok": False, "error": "already_in_channel", "user": sam}
    assert caught.value.response["errors"] == [problem]
    assert lena not in slack.conversations_members(channel=made)["members"]
    slack.conversations_invite(channel=made, users=[sam, lena], force=True)
    assert lena in slack.conversations_members(channel=made)["members"]


def test_joining_twice_is_a_warning(slack: WebClient, sandbox: Control) -> None:
    """A success that says already_in_channel."""
    random = sandbox.channel_id("random")
    assert "warning" not in slack.conversations_join(channel=random)
    assert slack.conversations_join(channel=random)["warning"] == "already_in_channel"
    slack.conversations_leave(channel=random)
    assert slack.conversations_leave(channel=random)["not_in_channel"]


def test_listings_page_by_opaque_cursors(slack: WebClient, sandbox: Control) -> None:
    """Every channel comes once, pages may be short, no call more than needed."""
    sandbox.act("add_channels", count=1000, prefix="filler-")
    # The SDK yields one object over and over: it must be read as it comes.
    pages = [[c["name"] for c in page["channels"]] for page in slack.conversations_list(limit=999)]
    names = [name for page in pages for name in page]
    assert len(pages) == 2
    assert len(pages[0]) < 999
    assert len(set(names)) == len(names) == 1003


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"limit": 1000}, "invalid_limit"),
        ({"limit": -1}, "invalid_limit"),
        ({"limit": "many"}, "invalid_arguments"),
        ({"cursor": "dGVhbTpD"}, "invalid_cursor"),
        ({"types": "public_channel,secret"}, "invalid_types"),
        ({"types": "im"}, "missing_scope"),
        ({"exclude_archived": "maybe"}, "invalid_arguments"),
    ],
)
def test_bad_listing_arguments(slack: WebClient, arguments: dict[str, str], error: str) -> None:
    """Each has its own code."""
    with pytest.raises(SlackApiError) as caught:
        slack.api_call("conversations.list", params=arguments)
    assert code(caught.value) == error


def test_a_cursor_dies_with_what_it_points_at(slack: WebClient, sandbox: Control) -> None:
    """A vanished channel makes the cursor stale: restart."""
    first = slack.conversations_list(limit=2)
    sandbox.act("delete_channel", channel="random", user="priya")
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert code(caught.value) == "invalid_cursor"


def test_a_cursor_belongs_to_its_method(slack: WebClient) -> None:
    """Another listing refuses it, though it points at a channel of both."""
    cursor = slack.conversations_list(limit=1)["response_metadata"]["next_cursor"]
    with pytest.raises(SlackApiError) as caught:
        slack.users_conversations(limit=1, cursor=cursor)
    assert code(caught.value) == "invalid_cursor"


def test_private_channels_are_listed_to_members_only(slack: WebClient, sandbox: Control) -> None:
    """A channel made private vanishes unless the bot is in it."""
    sandbox.act("make_private", channel="random", user="priya")
    sandbox.act("make_private", channel="incidents", user="priya")
    both = "public_channel,private_channel"
    found = slack.conversations_list(types=both)["channels"]
    assert [each["name"] for each in found] == ["general", "incidents"]
    assert [c["name"] for c in slack.users_conversations(types=both)["channels"]] == ["incidents"]


def test_archived_channels_can_be_left_out(slack: WebClient, sandbox: Control) -> None:
    """exclude_archived filters."""
    sandbox.act("archive", channel="random", user="priya")
    assert len(slack.conversations_list()["channels"]) == 3
    assert len(slack.conversations_list(exclude_archived=True)["channels"]) == 2
