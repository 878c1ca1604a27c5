import pytest

from utils.exercises.settings import SettingError, is_strict, wants_plain_text

SETTINGS = {"COURSE_STRICT": is_strict, "COURSE_PLAIN": wants_plain_text}


@pytest.mark.parametrize(("name", "is_on"), SETTINGS.items())
def test_a_setting_is_on_at_1_and_off_at_0_and_where_it_is_not_set(name, is_on):
    assert is_on({name: "1"})
    assert not is_on({name: "0"})
    assert not is_on({name: ""})
    assert not is_on({})


@pytest.mark.parametrize(("name", "is_on"), SETTINGS.items())
@pytest.mark.parametrize("value", ["true", "yes", "1 ", "2"])
def test_any_other_value_gets_a_sentence(name, is_on, value):
    with pytest.raises(SettingError, match=f'{name} is "{value}"; it can be "1", "0", or not set at all.'):
        is_on({name: value})
