"""The contract's assertions explain themselves like a test's own."""

import pytest

pytest.register_assert_rewrite(
    "tests.sides.contract", "tests.sides.contract_record", "tests.sides.contract_service"
)
