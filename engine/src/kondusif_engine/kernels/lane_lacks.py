"""The line of one-byte cells in which no number is wider than a byte.

What is carried is not the count but what each lane lacks to the threshold, at most 255. It is never more
than what truly lacks: a lane found lacking nothing may be a false alarm where it lacked more than 255
before, and is scored exactly by the caller; no lane that reaches a threshold is missed.

Thresholds grow along a row, so if four sites together do not bring what lacks to the first of their
thresholds, none of the four zones reaches its own. Only where some lane lacks nothing after such four
is each site looked at. Where a row begins that would be every third four; there two sites go together.
"""

from llvmlite import ir

NEAR = 64  # sites of a row that are walked two at a time
_FULL = 255
_I8, _I32, _I64 = (ir.IntType(n) for n in (8, 32, 64))


class Lacks:
    """Emits the loops into a builder, for so many replicates and thresholds of a type."""

    def __init__(self, builder: ir.IRBuilder, lanes: int, number: ir.IntType) -> None:
        self.builder, self.lanes, self.number = builder, lanes, number
        self.bytes = ir.VectorType(_I8, lanes)
        self.zero, self.full = (ir.Constant(self.bytes, [value] * lanes) for value in (0, _FULL))

    def saturating(self, name: str, one, other):
        """Return the sum, at most 255, or the difference, at least 0."""
        name = f"llvm.{name}.v{self.lanes}i8"
        function = self.builder.module.globals.get(name) or ir.Function(
            self.builder.module, ir.FunctionType(self.bytes, [self.bytes, self.bytes]), name
        )
        return self.builder.call(function, [one, other])

    def added(self, one, other):
        return self.saturating("uadd.sat", one, other)

    def taken(self, one, other):
        return self.saturating("usub.sat", one, other)

    def everywhere(self, number):
        """Return a number between 0 and 255 or above it in all lanes."""
        most = self.number(_FULL)
        one = self.builder.select(self.builder.icmp_signed("<", number, most), number, most)
        one = self.builder.trunc(one, _I8)
        alone = self.builder.insert_element(ir.Constant(self.bytes, ir.Undefined), one, _I32(0))
        where = ir.Constant(ir.VectorType(_I32, self.lanes), [0] * self.lanes)
        return self.builder.shuffle_vector(alone, ir.Constant(self.bytes, ir.Undefined), where)

    def any_is_zero(self, lacks):
        flags = self.builder.icmp_unsigned("==", lacks, self.zero)
        bits = self.builder.bitcast(flags, ir.IntType(self.lanes))
        return self.builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    def least(self, one, other):
        return self.builder.select(self.builder.icmp_unsigned("<", one, other), one, other)

    def number_at(self, start, k):
        return self.builder.load(self.builder.gep(start, [k]))

    def rise(self, one, later):
        """Return in all lanes by how much a later threshold is above one."""
        return self.everywhere(self.builder.sub(later, one))

    def cells_at(self, plane, row, k):
        site = self.builder.zext(self.number_at(row, k), _I64)
        address = self.builder.gep(plane, [self.builder.mul(site, _I64(self.lanes))])
        here = self.builder.load(self.builder.bitcast(address, self.bytes.as_pointer()))
        here.align = 1
        return here

    def total(self, vectors):
        """Return the sum of two or four vectors."""
        while len(vectors) > 1:
            vectors = [self.added(*pair) for pair in zip(vectors[::2], vectors[1::2], strict=True)]
        return vectors[0]

    def emit(self, plane, row, length, thresholds, carried, fresh):
        """Emit the loops; return what each lane lacks after them, and 0 where it ever lacked nothing.

        `carried` holds both as the loops begin, the first counted against the first of the thresholds. One
        threshold must follow the row.
        """
        builder, places = self.builder, (plane, row, thresholds)
        short = builder.select(builder.icmp_signed("<", length, _I64(NEAR)), length, _I64(NEAR))
        near = builder.select(fresh, builder.and_(short, _I64(-2)), _I64(0))
        state = [_I64(0), thresholds.at(_I64(0)), *carried]
        state = self.loop(2, near, places, state)
        state = self.loop(4, builder.sub(length, _I64(3)), places, state)
        return self.loop(1, length, places, state)[2:]

    def loop(self, step: int, until, places, start):
        """Emit a loop that walks so many sites at a time while the place in the row is below a limit.

        The state before and after is: the place in the row, its threshold, what lacks to that, and the
        least that ever lacked.
        """
        builder, before = self.builder, self.builder.block
        several, look, next_, end = (
            builder.append_basic_block(name) for name in ("several", "look", "next", "end")
        )
        builder.cbranch(builder.icmp_signed("<", start[0], until), several, end)

        builder.position_at_end(several)
        k, now, lacks, least = state = [builder.phi(value.type) for value in start]
        plane, row, thresholds = places
        cells = [self.cells_at(plane, row, builder.add(k, _I64(i))) for i in range(step)]
        # A sum that does not fit a byte is 255, which leaves nothing lacking: each site is looked at.
        left = self.taken(lacks, self.total(cells))
        later = thresholds.at(builder.add(k, _I64(step)))
        skipped = self.added(left, self.rise(now, later))
        builder.cbranch(self.any_is_zero(left), look, next_)

        builder.position_at_end(look)
        seen, lowest = lacks, least
        between = [thresholds.at(builder.add(k, _I64(i))) for i in range(1, step)]
        for one, before_, after_ in zip(cells, [now, *between], [*between, later], strict=True):
            after = self.taken(seen, one)
            lowest = self.least(after, lowest)
            seen = self.added(after, self.rise(before_, after_))
        builder.branch(next_)

        builder.position_at_end(next_)
        walked = [builder.phi(self.bytes), builder.phi(self.bytes)]
        self.feed(walked, (skipped, least), several)
        self.feed(walked, (seen, lowest), look)
        following = [builder.add(k, _I64(step)), later, *walked]
        self.feed(state, start, before)
        self.feed(state, following, next_)
        builder.cbranch(builder.icmp_signed("<", following[0], until), several, end)

        builder.position_at_end(end)
        result = [builder.phi(value.type) for value in start]
        self.feed(result, start, before)
        self.feed(result, following, next_)
        return result

    @staticmethod
    def feed(phis, values, block) -> None:
        for phi, value in zip(phis, values, strict=True):
            phi.add_incoming(value, block)

    def fresh(self, thresholds):
        """Return what is carried into the first site of a row, which holds at least its centre."""
        return self.everywhere(thresholds.at(_I64(0))), self.full
