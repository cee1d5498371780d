"""Reads features through GDAL and prints what it found; a process of its own, because GDAL keeps Python waiting."""

import json
import sys

import pyogrio


def main(address: str, key: str) -> dict[str, object]:
    """This function will open the address as ogrinfo does and return what stands there."""
    layers = sorted(str(name) for name, _kind in pyogrio.list_layers(address))
    info, _ids, shapes, fields = pyogrio.raw.read(address, layer="wilayah-desa", PAGE_SIZE="2")
    boxed = pyogrio.raw.read(address, layer="wilayah-kecamatan", bbox=(112.91, -7.0, 112.92, -6.99))
    pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": f"qgis:{key}"})
    incidents = pyogrio.raw.read(address, layer="kejadian")
    return {
        "layers": layers, "crs": info["crs"], "villages": sorted(fields[list(info["fields"]).index("code")]),
        "drawn": sum(shape is not None for shape in shapes), "in_box": len(boxed[2]), "incidents": len(incidents[2]),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
