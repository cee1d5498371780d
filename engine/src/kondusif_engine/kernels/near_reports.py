"""Which of many reports are near one of them; the plain twin of the distance is in linkage/pair.py."""

import math

import numpy as np

from kondusif_engine.kernels import compiled


@compiled
def near_reports(mine, rows, where, earth_km, max_km, max_hours):
    """Return those of `rows` within reach of row `mine`, with km (NaN where unknown) and hours between.

    Columns of `where`: longitude and latitude in radians, cosine of the latitude, hours.
    """
    found = np.empty(rows.size, dtype=np.int64)
    km, hours = np.empty(rows.size), np.empty(rows.size)
    lon, lat, cos_lat, at = where[mine, 0], where[mine, 1], where[mine, 2], where[mine, 3]
    n = 0
    for row in rows:
        apart = abs(where[row, 3] - at)
        half = math.sin((where[row, 1] - lat) * 0.5) ** 2
        half += cos_lat * where[row, 2] * math.sin((where[row, 0] - lon) * 0.5) ** 2
        # Not min(): it must let NaN, the unknown place, through.
        far = earth_km * 2.0 * math.asin(math.sqrt(1.0 if half > 1.0 else half))
        # A comparison with NaN is false: what has no distance is not too far.
        if apart <= max_hours and not far > max_km:
            found[n], km[n], hours[n] = row, far, apart
            n += 1
    return found[:n], km[:n], hours[:n]
