"""Records are frozen dataclasses, enums have the words of documents, and cases with values are told apart."""

import copy
import dataclasses
import json
import pickle
import re
import subprocess
import sys
from typing import Any, Callable, List

import pytest
import refundkit
from refundkit import *

UAH = money("10.50", "UAH")


def of_kind(wanted: Callable[[Any], bool]) -> List[Any]:
    return [kind for name, kind in vars(refundkit).items() if isinstance(kind, type) and name[0] != "_" and wanted(kind)]


RECORDS = of_kind(dataclasses.is_dataclass)
ENUMS = of_kind(lambda kind: hasattr(kind, "__members__"))


def a_refund(**changed: Any) -> TranzzoRefund:
    return dataclasses.replace(TranzzoRefund(order_id="123", amount=RefundAmount.PARTIAL(UAH)), **changed)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_a_frozen_dataclass(kind: Any) -> None:
    given = {field.name: f"a {field.name}" for field in dataclasses.fields(kind)}
    value = kind(**given)
    assert dataclasses.asdict(value) == given and kind.__match_args__ == tuple(given)
    assert dataclasses.replace(value) == value and hash(dataclasses.replace(value)) == hash(value)
    for name in given:
        changed = dataclasses.replace(value, **{name: "other"})
        assert changed != value and dataclasses.asdict(changed) == {**given, name: "other"}
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, "other")
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(value, name)
    with pytest.raises(dataclasses.FrozenInstanceError, match="'marc'"):
        value.marc = "a typing error"


def test_they_were_found() -> None:
    assert len(RECORDS) > 130 and len(ENUMS) > 20


@pytest.mark.parametrize("kind", RECORDS)
def test_the_defaults_of_fields_are_those_of_the_record(kind: Any) -> None:
    fields = dataclasses.fields(kind)
    needed = {field.name: "given" for field in fields if field.default is field.default_factory is dataclasses.MISSING}
    value = kind(**needed)
    for field in fields:
        if field.default_factory is not dataclasses.MISSING:
            assert field.default_factory() == getattr(value, field.name) != field.default_factory
        elif field.name not in needed:
            assert field.default == getattr(value, field.name)


def test_a_default_is_nobody_elses() -> None:
    one, other = (TranzzoRefund(order_id="123", amount=RefundAmount.PARTIAL(UAH)) for _ in "12")
    assert one.split == other.split and one.split is not other.split


def test_a_record_can_be_extended() -> None:
    script = """
import dataclasses, refundkit

@dataclasses.dataclass(frozen=True)
class Labelled(refundkit.Money):
    label: str = ""

amount = Labelled(minor_units=1050, currency="UAH", label="shoes")
assert dataclasses.asdict(amount) == {"minor_units": 1050, "currency": "UAH", "label": "shoes"}
assert str(amount) == "10.50 UAH" and dataclasses.replace(amount, label="").label == ""
for base in Labelled.__mro__[1:3]:
    assert dataclasses.is_dataclass(base)
for kind in (refundkit.Money, refundkit.Header):  # which nobody asked before
    assert [field.name for field in dataclasses.fields(kind)] == list(kind.__match_args__) and len(kind.__match_args__) == 2
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_record_within_a_record() -> None:
    refund = a_refund(split=[TranzzoShare(minor_units=5, sub_merchant_id="a")])
    written = json.loads(json.dumps(dataclasses.asdict(refund)))
    assert written["amount"] == {"value": {"minor_units": 1050, "currency": "UAH"}}
    assert written["split"] == [{"minor_units": 5, "sub_merchant_id": "a"}]
    assert {refund: "a key"}[a_refund(split=refund.split)] == "a key" and refund not in {a_refund(): 1}


def test_match_takes_records_and_cases_apart() -> None:
    match a_refund():
        case TranzzoRefund(order_id="123", amount=RefundAmount.PARTIAL(Money(minor_units, "UAH"))):
            assert minor_units == 1050
        case other:
            pytest.fail(repr(other))
    match TranzzoConfig():
        case TranzzoConfig(endpoint=Endpoint.DEMO):
            pytest.fail("live is the default")
        case TranzzoConfig(endpoint=Endpoint.LIVE):
            pass


@pytest.mark.parametrize("kind", ENUMS)
def test_an_enum_is_made_of_words(kind: Any) -> None:
    for member in kind:
        assert member.value == (member.name if kind is HttpMethod else member.name.lower())
        assert kind(member.value) is member is pickle.loads(pickle.dumps(member))
        assert (str(member), f"{member}", json.dumps(member)) == (member.value, member.value, f'"{member.value}"')
        assert repr(member) == f"{kind.__name__}.{member.name}"
    with pytest.raises(ValueError, match="'no such word' is not a valid"):
        kind("no such word")


def test_a_case_without_values_is_there_once() -> None:
    for case in (Endpoint.LIVE, Endpoint.DEMO):
        assert isinstance(case, Endpoint) and case is copy.copy(case) is copy.deepcopy(case) is pickle.loads(pickle.dumps(case))
    assert (repr(Endpoint.LIVE), Endpoint.LIVE == Endpoint.DEMO, Endpoint.LIVE.is_live()) == ("Endpoint.LIVE", False, True)
    custom = Endpoint.CUSTOM("https://refunds.example")
    assert custom == pickle.loads(pickle.dumps(custom)) == copy.deepcopy(custom) and custom.is_custom() and hash(custom)
    assert repr(custom) == "Endpoint.CUSTOM('https://refunds.example')" and custom != Endpoint.LOOPBACK(custom.value)
    with pytest.raises(TypeError, match="Endpoint is made by its cases"):
        Endpoint()


def test_a_config_has_the_defaults_of_its_documentation() -> None:
    session = SessionConfig(endpoint=Endpoint.DEMO)
    assert (session.api_version, SessionConfig().endpoint) == (SessionApiVersion.V1, Endpoint.LIVE)
    assert SberbankLegacyConfig().callback_hash is SberbankLegacyServerConfig().callback_hash is RsaHash.SHA512
    assert SberbankLegacyServerConfig().callback_method is HttpMethod.POST
    assert SberbankGatewayConfig().auto_refund_amount is SberbankAmountField.COMPOSITE_AMOUNT
    themap = TheMapConfig(endpoint=Endpoint.DEMO)
    assert (themap.encoding, themap.unsigned_notifications) == (TheMapEncoding.JSON, TheMapUnsigned.REFUSED)
    for kind in (TheMapConfig, GoogleCallerConfig):  # their hosts are given with the contract
        with pytest.raises(TypeError, match="endpoint"):
            kind()


def test_help_begins_with_what_there_is() -> None:
    def lines(of: str) -> List[str]:
        script = f"import refundkit; help({of})"
        return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()

    assert len(lines("refundkit")) < 200 and len(lines("refundkit.Tranzzo")) < 90
    shown = "\n".join(lines("refundkit.TranzzoRefund"))
    assert "order_id: The merchant's id of the order" in shown and "split: 'typing.List[TranzzoShare]' = []" in shown
    assert "DECLINED: " in "\n".join(lines("refundkit.RefundStatus"))


def test_the_overview_names_what_is_there() -> None:
    rows = re.findall(r"^\w[\w ]+: ([\w,; ]+)\.", str(refundkit.__doc__), re.MULTILINE)
    names = re.findall(r"\w+", " ".join(rows))
    assert len(names) > 20 and [name for name in names if not hasattr(refundkit, name)] == []
