from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest.decode import binary_kind, decode, head_encoding, utf8_chunks

SAMPLES = Path(__file__).parent / "samples"
PERSIAN = "چهار مرزبان در درگیری کشته شدند و پنج تن زخمی؛ گزارش پزشکان".replace("ی", "ي").replace("ک", "ك")


@pytest.mark.parametrize("name", ["undeclared-1256.txt", "iso-8859-6.txt", "utf-16.txt", "utf-8-bom.txt"])
def test_one_text_in_four_encodings_reads_the_same(name: str) -> None:
    text = decode((SAMPLES / name).read_bytes())
    assert text.startswith("سقوط قتلى وجرحى في قصف على بلدة القصبة")
    assert "طفلان" in text
    assert "\ufffd" not in text


def test_persian_in_windows_1256_is_found() -> None:
    data = PERSIAN.encode("cp1256")
    assert decode(data) == PERSIAN


@pytest.mark.parametrize("declared", ["windows-1256", "iso-8859-1", "no-such-code", "", None, "x\x00y", "utf-8"])
def test_a_wrong_declaration_does_no_harm(declared: str | None) -> None:
    text = "قال المتحدث إن ثلاثة جنود قتلوا في الانفجار"
    assert decode(text.encode("cp1256"), declared) == text
    assert decode(text.encode(), declared) == text


def test_a_right_declaration_is_believed_where_nothing_else_decides() -> None:
    assert decode("قتل".encode("iso8859-6"), "ISO-8859-6") == "قتل"


def test_a_few_broken_bytes_do_not_make_utf8_another_encoding() -> None:
    data = "قتل ثلاثة جنود في انفجار".encode()
    assert decode(data[:-1]) == "قتل ثلاثة جنود في انفجا\ufffd"
    assert decode(b"\xff" + data) == "\ufffdقتل ثلاثة جنود في انفجار"


def test_latin_text_is_not_made_arabic() -> None:
    text = "Soldiers said “five” were killed near the café"
    assert decode(text.encode("cp1252")) == text


def test_text_is_not_taken_for_binary() -> None:
    assert binary_kind("نص".encode("utf-16")) is None
    assert binary_kind("نص\n\tنص".encode()) is None
    assert binary_kind(b"") is None


@given(st.binary(max_size=200))
def test_decoding_never_fails(data: bytes) -> None:
    assert isinstance(decode(data), str)


@given(st.text(max_size=50), st.sampled_from(["utf-8-sig", "utf-16", "utf-32", "utf-8"]), st.integers(1, 9))
def test_chunks_turn_into_utf8_wherever_they_are_cut(text: str, encoding: str, size: int) -> None:
    text = "x" + text  # a mark and then a zero character would be the mark of another encoding
    data = text.encode(encoding)
    # the mark itself always comes in one piece: it is read with the head of the input
    chunks = [data[:4], *(data[i : i + size] for i in range(4, len(data), size))]
    assert b"".join(utf8_chunks(chunks)).decode() == text


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("id,text\n1,قتل ثلاثة,Correspondents of a very large agency abroad", "cp1256", "cp1256"),
        ("id,text\n1,قتل ثلاثة جنود في القصف", "iso8859-6", "iso8859-6"),
        ("id,text\n1,قتل ثلاثة", "utf-8", None),
        ("id,text\n1,قتل ثلاثة", "utf-16", None),
        ("id,text\n1,cinq blessés à Genève, près du château", "cp1252", None),
        ("id,text\n1,drei Tote, fünf Verletzte bei Überfällen, sagte Österreichs Präsident", "cp1252", None),
        ("id,text\n1,five killed", "ascii", None),
        ("", "ascii", None),
    ],
)
def test_the_encoding_of_a_table_is_told_by_its_beginning(text: str, encoding: str, found: str | None) -> None:
    assert head_encoding(text.encode(encoding)) == found


def test_a_character_that_the_beginning_cuts_is_no_broken_one() -> None:
    assert head_encoding("قتل ثلاثة".encode()[:-1]) is None
