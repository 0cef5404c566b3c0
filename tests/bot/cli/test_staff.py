"""`glas staff`, with a Telegram of its own."""

from tests.bot.cli.command import TOKEN, USERNAME, Glas


def test_an_invitation_is_a_link_to_the_staffs_bot(glas: Glas, telegram: str) -> None:
    served = {"GLAS_TELEGRAM_API": telegram, "GLAS_STAFF_BOT_TOKEN": TOKEN}
    assert glas.ok("staff", "list").startswith("There are no staff members yet.")
    told, link, _ = glas.ok("staff", "invite", "--role", "owner", "--name", "maria", **served).split("\n")
    assert told.startswith("✓ maria is invited as owner; the link works once, until ")
    assert link.startswith(f"https://t.me/{USERNAME}?start=i_")
    assert "editor-1 is invited" in glas.ok("staff", "invite", "--role", "editor", "--days", "1", **served)
    listed = glas.ok("staff", "list")
    assert "maria" in listed
    assert "invited, until" in listed
    glas.ok("staff", "remove", "maria")
    assert "maria" not in glas.ok("staff", "list")
    glas.ok("staff", "invite", "--role", "owner", "--name", "maria", **served)
    assert glas.ok("audit", "--verify").startswith("✓ the chain of 4 lines is whole")


def test_without_a_token_or_a_telegram_nobody_is_invited(glas: Glas, telegram: str) -> None:
    assert "GLAS_STAFF_BOT_TOKEN is not set" in glas.refused("staff", "invite", "--role", "owner")
    refused = glas.refused(
        "staff", "invite", "--role", "owner", GLAS_TELEGRAM_API=telegram, GLAS_STAFF_BOT_TOKEN="8:SECRET"
    )
    assert refused == "glas: Telegram does not answer for the staff's bot (InvalidToken): nobody was invited\n"
    assert glas.ok("staff", "list").startswith("There are no staff members yet.")


def test_who_is_no_member_has_no_role_to_change(glas: Glas) -> None:
    assert glas.refused("staff", "role", "maria", "owner") == "glas: nobody of the name maria is a staff member\n"
    assert glas.refused("staff", "remove", "maria") == "glas: nobody of the name maria is a staff member\n"
    assert glas("staff", "invite", "--role", "king").exit_code == 2
