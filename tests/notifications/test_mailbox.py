from pathlib import Path

from apps.notifications.mailbox import Mailbox


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    box = Mailbox(tmp_path / "box", most=3)
    names = [box.keep(f"To: a@b.example\r\nSubject: {n}\r\n\r\nbody".encode()) for n in range(5)]
    assert [mail.subject for mail in box.newest()] == ["4", "3", "2"]
    assert box.get(names[0]) is None
    assert sorted(path.suffix for path in box.folder.iterdir()) == [".eml"] * 3


def test_the_folder_and_its_mails_are_private(tmp_path: Path) -> None:
    box = Mailbox(tmp_path / "box")
    name = box.keep(b"Subject: x\r\n\r\n")
    assert box.folder.stat().st_mode & 0o777 == 0o700
    assert (box.folder / f"{name}.eml").stat().st_mode & 0o777 == 0o600


def test_a_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.eml").write_bytes(b"Subject: secret\r\n\r\n")
    assert Mailbox(tmp_path / "box").get("../secret") is None


def test_chinese_subject_and_text_are_read(tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    name = box.keep(
        b"To: =?utf-8?b?5p6X?= <lin@sellers.example>\r\n"
        b"Subject: =?utf-8?b?5L2g55qE55m75b2V6aqM6K+B56CBIDEyMzQ1Ng==?=\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + "你好".encode()
    )
    mail = box.get(name)
    assert mail is not None
    assert (mail.to, mail.code, mail.text.strip()) == (("lin@sellers.example",), "123456", "你好")


def test_an_empty_mailbox_is_empty(tmp_path: Path) -> None:
    assert list(Mailbox(tmp_path / "none").newest()) == []
