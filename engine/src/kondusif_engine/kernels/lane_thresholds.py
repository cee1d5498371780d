"""The thresholds of one row in one window, for vector code."""

from llvmlite import ir

_I64 = ir.IntType(64)


class Thresholds:
    """Emits looks into a ladder: the threshold of zone k stands at the zone's step; see thresholds.py."""

    def __init__(self, builder: ir.IRBuilder, ladder, steps) -> None:
        self._builder, self._ladder, self._steps = builder, ladder, steps

    def at(self, k):
        builder = self._builder
        step = builder.zext(builder.load(builder.gep(self._steps, [k])), _I64)
        return builder.load(builder.gep(self._ladder, [step]))
