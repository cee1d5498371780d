"""The line of one-byte cells, four sites at a time.

Thresholds grow along a row, so if the count behind four sites is below the threshold of the first of
them, none of the four zones reaches its own. The four bytes are added as bytes, at a quarter of the
cost. Only where some lane passes that test, or its four bytes no longer fit one, is each site looked at.
"""

from llvmlite import ir

STEP = 4
_FULL = 255
_I8, _I16, _I32, _I64 = (ir.IntType(n) for n in (8, 16, 32, 64))
_REGISTER, _WIDE = 16, 32  # bytes the narrowest registers interleave within; 16-bit lanes of the widest


class Quads:
    """Emits the loops into a builder; `lanes` replicates, counted in two halves of 16 bits a lane.

    Bytes widen fastest within 16 of them, so the low half of the lanes is 0..7, 16..23 and so on.
    """

    def __init__(self, builder: ir.IRBuilder, lanes: int) -> None:
        self.builder, self.lanes = builder, lanes
        self.bytes, self.half = ir.VectorType(_I8, lanes), ir.VectorType(_I16, lanes // 2)

    def shuffled(self, one, other, order: list[int]):
        return self.builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(_I32, len(order)), order))

    def widened(self, cells):
        """Return both halves of byte lanes as 16-bit lanes."""
        nothing = ir.Constant(self.bytes, [0] * self.lanes)
        halves = []
        for first in (0, _REGISTER // 2):
            starts = (at + first for at in range(0, self.lanes, _REGISTER))
            order = [n for start in starts for at in range(start, start + 8) for n in (at, self.lanes + at)]
            halves.append(self.builder.bitcast(self.shuffled(cells, nothing, order), self.half))
        return halves

    def in_order(self, halves):
        """Return both halves as one vector with the lanes in the order of the replicates."""
        order = []
        for at in range(0, self.lanes // 2, 8):
            order += [*range(at, at + 8), *range(self.lanes // 2 + at, self.lanes // 2 + at + 8)]
        return self.shuffled(*halves, order)

    def in_halves(self, lanes):
        """Return lanes in the order of the replicates as both halves."""
        halves = []
        for first in (0, _REGISTER // 2):
            order = [n for at in range(first, self.lanes, _REGISTER) for n in range(at, at + 8)]
            halves.append(self.shuffled(lanes, lanes, order))
        return halves

    def everywhere(self, number):
        one = self.builder.insert_element(ir.Constant(self.half, ir.Undefined), number, _I32(0))
        return self.shuffled(one, ir.Constant(self.half, ir.Undefined), [0] * (self.lanes // 2))

    def any_reaches(self, halves, threshold):
        """Return whether a lane is at or above the threshold: the sign bits of all differences, and-ed."""
        below = self.builder.and_(*(self.builder.sub(half, threshold) for half in halves))
        while below.type.count > _WIDE:
            rest = below.type.count // 2
            parts = (self.shuffled(below, below, list(range(at, at + rest))) for at in (0, rest))
            below = self.builder.and_(*parts)
        reached = self.builder.icmp_signed(">=", below, ir.Constant(below.type, [0] * below.type.count))
        return self.any_of(reached)

    def any_of(self, flags):
        bits = self.builder.bitcast(flags, ir.IntType(flags.type.count))
        return self.builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    def added(self, one, other):
        """Return the sum of bytes, 255 where it does not fit."""
        name = f"llvm.uadd.sat.v{self.lanes}i8"
        function = self.builder.module.globals.get(name) or ir.Function(
            self.builder.module, ir.FunctionType(self.bytes, [self.bytes, self.bytes]), name
        )
        return self.builder.call(function, [one, other])

    def raised(self, best, counts, threshold):
        over = [self.builder.sub(half, threshold) for half in counts]
        return [
            self.builder.select(self.builder.icmp_signed(">", new, old), new, old)
            for new, old in zip(over, best, strict=True)
        ]

    def sum_of(self, halves, more):
        return [self.builder.add(a, b) for a, b in zip(halves, more, strict=True)]

    def number_at(self, start, k):
        return self.builder.load(self.builder.gep(start, [k]))

    def cells_at(self, plane, row, k):
        site = self.builder.zext(self.number_at(row, k), _I64)
        address = self.builder.gep(plane, [self.builder.mul(site, _I64(self.lanes))])
        here = self.builder.load(self.builder.bitcast(address, self.bytes.as_pointer()))
        here.align = 1
        return here

    def carried(self):
        """Return the place in the row, the counts so far and the best excess, to be fed by `feed`."""
        halves = [self.builder.phi(self.half) for _ in range(4)]
        return self.builder.phi(_I64), halves[:2], halves[2:]

    @staticmethod
    def feed(carried, values, block) -> None:
        for phi, value in zip(flat(carried), flat(values), strict=True):
            phi.add_incoming(value, block)

    def fresh(self, _thresholds):
        """Return what is carried into the first site of a row."""
        full = ir.VectorType(_I16, self.lanes)
        return ir.Constant(full, [0] * self.lanes), ir.Constant(full, [-(2**15)] * self.lanes)

    def emit(self, plane, row, length, thresholds, carried, _fresh):
        """Emit the loops; return the counts after them and max of (count of k sites - threshold k).

        The second is right only where it is >= 0. `carried` holds both as the loops begin.
        """
        builder, before = self.builder, self.builder.block
        fours, look, next_, ones, single, end = (
            builder.append_basic_block(name) for name in ("fours", "look", "next", "ones", "single", "end")
        )
        whole = builder.and_(length, _I64(-STEP))
        start = (_I64(0), *map(self.in_halves, carried))
        builder.cbranch(builder.icmp_signed(">", whole, _I64(0)), fours, ones)

        builder.position_at_end(fours)
        carried = k, counts, best = self.carried()
        cells = [self.cells_at(plane, row, builder.add(k, _I64(i))) for i in range(STEP)]
        four = self.added(self.added(cells[0], cells[1]), self.added(cells[2], cells[3]))
        full = builder.icmp_unsigned("==", four, ir.Constant(self.bytes, [_FULL] * self.lanes))
        summed = self.sum_of(counts, self.widened(four))
        reaches = self.any_reaches(summed, self.everywhere(thresholds.at(k)))
        builder.cbranch(builder.or_(reaches, self.any_of(full)), look, next_)

        builder.position_at_end(look)
        seen, raised = counts, best
        for i, one in enumerate(cells):
            seen = self.sum_of(seen, self.widened(one))
            threshold = self.everywhere(thresholds.at(builder.add(k, _I64(i))))
            raised = self.raised(raised, seen, threshold)
        builder.branch(next_)

        builder.position_at_end(next_)
        after, kept = ([builder.phi(self.half) for _ in best] for _ in range(2))
        self.feed((after, kept), (summed, best), fours)
        self.feed((after, kept), (seen, raised), look)
        following = (builder.add(k, _I64(STEP)), after, kept)
        self.feed(carried, start, before)
        self.feed(carried, following, next_)
        builder.cbranch(builder.icmp_signed("<", following[0], whole), fours, ones)

        builder.position_at_end(ones)
        rest = self.carried()
        self.feed(rest, start, before)
        self.feed(rest, following, next_)
        builder.cbranch(builder.icmp_signed("<", rest[0], length), single, end)

        builder.position_at_end(single)
        k, counts, best = rest
        counted = self.sum_of(counts, self.widened(self.cells_at(plane, row, k)))
        threshold = self.everywhere(thresholds.at(k))
        self.feed(rest, (builder.add(k, _I64(1)), counted, self.raised(best, counted, threshold)), single)
        builder.branch(ones)

        builder.position_at_end(end)
        return [self.in_order(halves) for halves in rest[1:]]


def flat(values):
    """Yield values that may stand in lists, in order."""
    for value in values:
        yield from value if isinstance(value, list) else [value]
