import pytest

from apps.core.sealed_boxes import CannotOpen, close_box, new_private_key, open_box, public_key_of

PLAIN = b"who it is"


def test_a_box_opens_for_its_key_and_place() -> None:
    private = new_private_key()
    box = close_box(public_key_of(private), PLAIN, bound_to="here")
    assert open_box(private, box, bound_to="here") == PLAIN
    assert PLAIN not in box


def test_the_same_bytes_give_another_box_each_time() -> None:
    public = public_key_of(new_private_key())
    assert close_box(public, PLAIN, bound_to="here") != close_box(public, PLAIN, bound_to="here")


def test_a_box_stays_shut_for_another_key_place_or_byte() -> None:
    private = new_private_key()
    box = close_box(public_key_of(private), PLAIN, bound_to="here")
    changed = box[:-1] + bytes([box[-1] ^ 1])
    tries = [
        (new_private_key(), box, "here"),
        (private, box, "there"),
        (private, changed, "here"),
        (private, b"", "here"),
    ]
    tries += [(private, bytes(32) + box[32:], "here")]
    for key, given, place in tries:
        with pytest.raises(CannotOpen):
            open_box(key, given, bound_to=place)
