"""One row of one window for all replicates at once: LLVM vector code, lanes are replicates.

The statistic grows with the cases, so "does any zone of this row reach the level?" is an integer test:
cases >= threshold. The running count and the best excess over the threshold stay in vector registers.
"""

import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.lane_lacks import Lacks
from kondusif_engine.kernels.lane_quads import Quads
from kondusif_engine.kernels.lane_thresholds import Thresholds

# Twice as many where the registers are twice as wide; the result does not depend on it.
LANES = 128 if binding.get_host_cpu_features().get("avx512bw") else 64
_I32, _I64 = ir.IntType(32), ir.IntType(64)


@intrinsic
def lane_line(typing, cells, plane, index, row, length, ladder, window, steps, first, carried, one, fresh):
    """Walk some sites of a row; say whether the count of its first k sites reached threshold k anywhere.

    Threshold k is ladder[window + steps[first + k]]. `plane`, `row`, `window` and `first` are offsets into
    the flattened cells, index, ladder and steps. Where the cells are bytes, thresholds may not fall along
    the row. carried[one] holds for each lane what is carried to where the walk goes on, which is not read
    where it is `fresh`, and a number that is >= 0 where a threshold was reached. Where `carried` is bytes,
    one more step must follow the row, and a lane that once lacked over 255 cases may be called a reaching
    one though it is none.
    """
    signature = types.boolean(
        cells, plane, index, row, length, ladder, window, steps, first, carried, one, fresh
    )

    def generate(context, builder, signature, args):
        def start(which, offset=None):
            data = make_array(signature.args[which])(context, builder, args[which]).data
            return data if offset is None else builder.gep(data, [args[offset]])

        width = signature.args[0].dtype.bitwidth
        number, kept = (ir.IntType(signature.args[which].dtype.bitwidth) for which in (5, 9))
        thresholds = Thresholds(builder, start(5, 6), start(7, 8))
        if kept.width == 8:
            line = Lacks(builder, LANES, number)
        elif width == 8:
            line = Quads(builder, LANES)
        else:
            line = Wide(builder, LANES, number, width)
        lanes = ir.VectorType(kept, LANES)
        place = builder.gep(start(9), [builder.mul(args[10], _I64(2 * LANES))])
        state = builder.bitcast(place, lanes.as_pointer())
        both = [builder.gep(state, [_I64(i)]) for i in range(2)]
        kept_values = [builder.load(at, align=kept.width // 8) for at in both]
        begin = [
            builder.select(args[11], new, old)
            for new, old in zip(line.fresh(thresholds), kept_values, strict=True)
        ]
        after, best = line.emit(start(0, 1), start(2, 3), args[4], thresholds, begin, args[11])
        if kept.width == 8:
            best = builder.sext(builder.icmp_unsigned("!=", best, line.zero), lanes)  # 0 where nothing lacks
        for at, value in zip(both, (after, best), strict=True):
            builder.store(value, at, align=kept.width // 8)
        reached = builder.icmp_signed(">=", best, ir.Constant(lanes, [0] * LANES))
        any_reached = builder.icmp_unsigned(
            "!=", builder.bitcast(reached, ir.IntType(LANES)), ir.Constant(ir.IntType(LANES), 0)
        )
        return context.cast(builder, any_reached, types.boolean, types.boolean)

    return signature, generate


class Wide:
    """Emits the loop for cells of two or four bytes."""

    def __init__(self, builder: ir.IRBuilder, lanes: int, number: ir.IntType, width: int) -> None:
        self.builder, self.number, self.width = builder, number, width
        self.cell, self.lanes = ir.VectorType(ir.IntType(width), lanes), ir.VectorType(number, lanes)

    def fresh(self, _thresholds):
        """Return what is carried into the first site of a row."""
        lowest = -(2 ** (self.number.width - 1))
        return [ir.Constant(self.lanes, [value] * self.lanes.count) for value in (0, lowest)]

    def emit(self, plane, row, length, thresholds, carried, _fresh):
        """Emit the loop; return the counts after it and max of (count of k sites - threshold k)."""
        builder, lanes, nowhere = self.builder, self.lanes, ir.Constant(self.lanes, ir.Undefined)
        everywhere = ir.Constant(ir.VectorType(_I32, lanes.count), [0] * lanes.count)
        before, loop, after = builder.block, *map(builder.append_basic_block, ("line", "end"))
        builder.cbranch(builder.icmp_signed(">", length, _I64(0)), loop, after)
        builder.position_at_end(loop)
        k, count, best = builder.phi(_I64), builder.phi(lanes), builder.phi(lanes)
        site = builder.zext(builder.load(builder.gep(row, [k])), _I64)
        address = builder.gep(plane, [builder.mul(site, _I64(lanes.count))])
        here = builder.load(builder.bitcast(address, self.cell.as_pointer()), align=self.width // 8)
        if self.width < self.number.width:
            here = builder.sext(here, lanes)
        one = builder.insert_element(nowhere, thresholds.at(k), _I32(0))
        new_count = builder.add(count, here)
        over = builder.sub(new_count, builder.shuffle_vector(one, nowhere, everywhere))
        new_best = builder.select(builder.icmp_signed(">", over, best), over, best)
        new_k = builder.add(k, _I64(1))
        starts, values = (_I64(0), *carried), (new_k, new_count, new_best)
        for phi, initial, value in zip((k, count, best), starts, values, strict=True):
            phi.add_incoming(initial, before)
            phi.add_incoming(value, loop)
        builder.cbranch(builder.icmp_signed("<", new_k, length), loop, after)
        builder.position_at_end(after)
        results = []
        for initial, value in zip(carried, (new_count, new_best), strict=True):
            results.append(builder.phi(lanes))
            results[-1].add_incoming(initial, before)
            results[-1].add_incoming(value, loop)
        return results


@compiled
def portable_line(cells, plane, index, row, length, ladder, window, steps, first, carried, one, fresh):
    """Do what lane_line does in plain loops, for machines or compilers without it.

    `cells` and `ladder` are flat here: [windows x sites x lanes] and [windows x steps].
    """
    count, excess = carried[one]
    if fresh:
        count[:], excess[:] = 0, -32768
    for k in range(length):
        at, threshold = plane + np.int64(index[row + k]) * count.size, ladder[window + steps[first + k]]
        for lane in range(count.size):
            count[lane] += cells[at + lane]
            excess[lane] = max(excess[lane], count[lane] - threshold)
    return excess.max() >= 0
