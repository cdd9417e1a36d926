"""Pages of other flashpoints in eleven forms each: everything on them comes back exactly, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_accounts import check_account
from varied_pages import differences, draw_page, written_out

from foreshock.sources.page import read_page

FORMS = list(written_out(draw_page(0)))


@pytest.mark.parametrize("form", FORMS)
@given(seed=st.integers(0, 10**6))
def test_a_page_comes_back_exactly(form: str, seed: int) -> None:
    page = draw_page(seed)
    name, text = written_out(page)[form]
    reading = read_page(text.encode(), name)
    check_account(reading)
    assert differences(page, reading) == []
