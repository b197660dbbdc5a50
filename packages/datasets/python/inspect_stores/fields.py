"""What of a dataset can be drawn, and its values, read in pieces below the limits: a map, a section, or lines."""

import re
from dataclasses import dataclass, field
from typing import Any

from describe import arrays_of, attributes_of, open_group
from metadata import chunk_bytes, shard_and_chunk
from problems import TooLarge

MAX_GROUPS = 12
# Of values once decoded, of all that one picture reads; of chunks, since each is a request to the storage.
MAX_READ_BYTES = 256 * 1024 * 1024
MAX_READ_CHUNK_BYTES = 64 * 1024 * 1024
MAX_READ_CHUNKS = 600
BAND_BYTES = 16 * 1024 * 1024
MAX_WIDTH, MAX_HEIGHT, MAX_POINTS = 320, 200, 1_500
MAX_LINES = 5
MAX_TEXT = 70
BOUNDS = re.compile(r'(_|^)(bnds|bounds|vertices|edges)$|^(crs|spatial_ref|rotated_pole)$', re.IGNORECASE)
NAMES = {
    'lon': re.compile(r'^(lon|longitude|nav_lon|xlong|lon_rho|geolon|tlong?)$', re.IGNORECASE),
    'lat': re.compile(r'^(lat|latitude|nav_lat|xlat|lat_rho|geolat|tlat)$', re.IGNORECASE),
    'x': re.compile(r'^(x|xc|easting|rlon)$', re.IGNORECASE),
    'y': re.compile(r'^(y|yc|northing|rlat)$', re.IGNORECASE),
    'z': re.compile(r'^(z|depth|deptht|height|altitude|level|lev|plev|pressure|olevel)$', re.IGNORECASE),
}
STANDARD = {
    'longitude': 'lon', 'latitude': 'lat', 'projection_x_coordinate': 'x', 'grid_longitude': 'x',
    'projection_y_coordinate': 'y', 'grid_latitude': 'y', 'depth': 'z', 'height': 'z', 'altitude': 'z', 'air_pressure': 'z',
}
AXES = {'X': 'x', 'Y': 'y', 'Z': 'z', 'T': 'time'}


@dataclass
class Axis:
    """One- or two-dimensional; times are numpy datetimes, or years with decimals where the calendar has others."""

    role: str
    label: str
    values: Any
    is_inverted: bool = False


@dataclass
class Drawing:
    kind: str
    # Of the variable; then its units, and of which time and level the values are.
    title: str
    units: str
    at: str
    x: Axis
    y: Axis | None
    # Rows are `y`, columns `x`; of lines, each row is one.
    values: Any


@dataclass
class Candidate:
    dataset: Any
    arrays: dict
    name: str
    # Names of coordinates by role.
    roles: dict
    kind: str
    # Dimensions that are drawn: rows, then columns. Of lines: the one along.
    shown: tuple
    axes: tuple
    used: dict = field(default_factory=lambda: {'bytes': 0, 'chunks': 0})


def drawing_of(opened):
    """The first that can be read below the limits and has values; None where there is none."""
    for candidate in candidates_of(opened):
        try:
            drawing = read(candidate)
        except TooLarge:
            continue
        if drawing is not None:
            return drawing
    return None


def candidates_of(opened):
    import xarray

    found = []
    for path in ['', *sorted(path for path in opened.hierarchy.groups if path)][:MAX_GROUPS]:
        arrays = arrays_of(opened.hierarchy, path)
        if arrays:
            dataset = open_group(opened, path, arrays, xarray)
            found += [made for name in dataset.data_vars for made in candidates_for(dataset, arrays, str(name))]
    order = {'map': 0, 'section': 1, 'lines': 2}
    return sorted(found, key=lambda one: (order[one.kind], is_minor(one), -one.dataset[one.name].ndim, overshoot(one)))


def is_minor(candidate):
    return candidate.dataset[candidate.name].dtype.kind != 'f'


def overshoot(candidate):
    """Of the levels of a pyramid, the one nearest to the size of the picture."""
    sizes = [candidate.dataset.sizes[name] for name in candidate.shown]
    return abs(max(sizes) - MAX_WIDTH)


def candidates_for(dataset, arrays, name):
    variable = dataset[name].variable
    if variable.dtype.kind not in 'iufb' or variable.size == 0 or BOUNDS.search(name) or variable.ndim == 0:
        return []
    roles = roles_for(dataset, arrays, variable)
    sizes = dataset.sizes

    def candidate(kind, shown, axes):
        return Candidate(dataset, arrays, name, roles, kind, shown, axes)

    def is_drawn(*names):
        return len(set(names)) == len(names) and all(sizes[one] > 1 for one in names)

    found = []
    for y, x in (('lat', 'lon'), ('y', 'x')):
        if y not in roles or x not in roles:
            continue
        shapes = (dataset.variables[roles[y]].dims, dataset.variables[roles[x]].dims)
        if all(len(dims) == 2 for dims in shapes) and shapes[0] == shapes[1] and is_drawn(*shapes[0]):
            found.append(candidate('map', shapes[0], (roles[y], roles[x])))
        elif all(len(dims) == 1 for dims in shapes) and is_drawn(*shapes[0], *shapes[1]):
            found.append(candidate('map', (*shapes[0], *shapes[1]), (roles[y], roles[x])))
    one_dimensional = {role: at for role, at in roles.items() if len(dataset.variables[at].dims) == 1}
    time, z, lat = (one_dimensional.get(role) for role in ('time', 'z', 'lat'))

    def dimension(at):
        return dataset.variables[at].dims[0]

    for rows, columns in ((z, time), (lat, time), (z, lat)):
        if rows and columns and is_drawn(dimension(rows), dimension(columns)):
            found.append(candidate('section', (dimension(rows), dimension(columns)), (rows, columns)))
    for along in (time, z, lat, one_dimensional.get('lon')):
        if along and sizes[dimension(along)] > 1:
            found.append(candidate('lines', (dimension(along),), (along,)))
    maps = [one for one in found if one.kind == 'map']
    return maps or found[:2]


def roles_for(dataset, arrays, variable):
    """Role → name, of the coordinates that lie on dimensions of the variable. Those along one dimension come first."""
    roles = {}
    usable = [
        (str(name), other)
        for name, other in dataset.variables.items()
        if 1 <= other.ndim <= 2 and set(other.dims) <= set(variable.dims) and name not in dataset.data_vars
        and other.dtype.kind in 'iufMO' and str(name) in arrays
    ]
    for name, other in sorted(usable, key=lambda item: item[1].ndim):
        role = role_of(name, attributes_of(arrays[name]), other)
        if role and (other.ndim == 1 or role in ('lat', 'lon')):
            roles.setdefault(role, name)
    # latitude and longitude of every cell say more than one of the two alone
    if 'lat' in roles and 'lon' in roles:
        lat, lon = (dataset.variables[roles[role]] for role in ('lat', 'lon'))
        if lat.ndim != lon.ndim:
            del roles['lat'], roles['lon']
    return roles


def role_of(name, attributes, variable):
    units = str(attributes.get('units', ''))
    if variable.dtype.kind == 'M' or ' since ' in units:
        return 'time' if variable.ndim == 1 else None
    if variable.dtype.kind == 'O':
        return None
    standard = STANDARD.get(str(attributes.get('standard_name')))
    if standard:
        return standard
    if re.match(r'^degrees?_?(e|east)$', units, re.IGNORECASE):
        return 'lon'
    if re.match(r'^degrees?_?(n|north)$', units, re.IGNORECASE):
        return 'lat'
    for role, names in NAMES.items():
        if names.match(name):
            return role
    return AXES.get(str(attributes.get('axis')).upper())


def read(candidate):
    """None where all that was read is missing."""
    variable = candidate.dataset[candidate.name].variable
    others = [name for name in variable.dims if name not in candidate.shown]
    for place in places(candidate.dataset, others):
        values, used = read_at(candidate, variable, place)
        import numpy

        if not numpy.isfinite(values).any():
            continue
        axes = [axis_of(candidate, name) for name in candidate.axes]
        attributes = attributes_of(candidate.arrays[candidate.name])
        return Drawing(
            kind=candidate.kind,
            title=plain_text(attributes.get('long_name') or attributes.get('standard_name') or candidate.name),
            units=plain_text(attributes.get('units') or ''),
            at=', '.join(filter(None, (text_of_place(candidate, name, used[name]) for name in others if name in used))),
            x=axes[-1],
            y=axes[0] if len(axes) == 2 else None,
            values=values,
        )
    return None


def places(dataset, others):
    """Where along the other dimensions: at their start; where that holds nothing, in the middle."""
    first = dict.fromkeys(others, 0)
    yield first
    middle = {name: dataset.sizes[name] // 2 for name in others}
    if middle != first:
        yield middle


def read_at(candidate, variable, place):
    """Values with rows and columns in order, and which place along the other dimensions they are of."""
    import numpy

    place = dict(place)
    steps = steps_of(candidate)
    if candidate.kind == 'lines':
        along = candidate.shown[0]
        several = next((name for name in place if name not in candidate.roles.values() and variable.sizes[name] > 1), None)
        count = min(MAX_LINES, variable.sizes[several]) if several else 1
        rows = []
        for line in range(count):
            at = {**place, **({several: line} if several else {})}
            rows.append(read_bands(candidate, variable, at, (along,), steps))
        if several:
            del place[several]
        return numpy.stack(rows), place
    return read_bands(candidate, variable, place, candidate.shown, steps), place


def steps_of(candidate):
    sizes = [candidate.dataset.sizes[name] for name in candidate.shown]
    limits = (MAX_POINTS,) if candidate.kind == 'lines' else (MAX_HEIGHT, MAX_WIDTH)
    return [-(-size // limit) for size, limit in zip(sizes, limits)]


def read_bands(candidate, variable, place, shown, steps):
    """Every `step`th value along the shown dimensions, read in bands of chunks so that little is in memory at once."""
    import numpy

    array = candidate.arrays[candidate.name]
    spend(candidate, variable, array, shown)
    _shard, chunk = shard_and_chunk(array)
    sizes = dict(zip(variable.dims, chunk))
    along, *across = shown
    length = variable.sizes[along]
    row_bytes = max(1, chunk_bytes(array) // max(1, sizes[along]))
    for name in across:
        row_bytes *= -(-variable.sizes[name] // max(1, sizes[name]))
    rows = max(1, sizes[along]) * max(1, BAND_BYTES // max(1, row_bytes * sizes[along]))
    bands = []
    for start in range(0, length, rows):
        first = -(-start // steps[0]) * steps[0]
        stop = min(length, start + rows)
        if first >= stop:
            continue
        at = {**place, along: slice(first, stop, steps[0])}
        at.update({name: slice(None, None, step) for name, step in zip(across, steps[1:])})
        band = variable[at].transpose(*shown).values
        bands.append(numpy.asarray(band, dtype='f8'))
    return numpy.concatenate(bands, axis=0)


def spend(candidate, variable, array, shown):
    """Raises TooLarge before anything is read beyond the limits."""
    _shard, chunk = shard_and_chunk(array)
    if len(chunk) != variable.ndim or any(size <= 0 for size in chunk):
        raise TooLarge(f'the chunks of {candidate.name} have no size')
    chunks = 1
    for name, size in zip(variable.dims, chunk):
        chunks *= -(-variable.sizes[name] // size) if name in shown else 1
    one = chunk_bytes(array)
    used = candidate.used
    used['bytes'] += chunks * one
    used['chunks'] += chunks
    if one > MAX_READ_CHUNK_BYTES or used['bytes'] > MAX_READ_BYTES or used['chunks'] > MAX_READ_CHUNKS:
        raise TooLarge(f'a picture of {candidate.name} would read {chunks} chunks of {one} bytes')


def axis_of(candidate, name):
    import numpy

    variable = candidate.dataset.variables[name]
    array = candidate.arrays[name]
    role = next(role for role, named in candidate.roles.items() if named == name)
    spend(candidate, variable, array, variable.dims)
    steps = dict(zip(candidate.shown, steps_of(candidate)))
    values = variable[{one: slice(None, None, steps[one]) for one in variable.dims}].transpose(
        *(one for one in candidate.shown if one in variable.dims)).values
    attributes = attributes_of(array)
    units = plain_text(attributes.get('units') or '')
    if role == 'time':
        if values.dtype.kind == 'O':
            values = numpy.array([decimal_year(value) for value in values.ravel()])
        elif values.dtype.kind != 'M':
            values = values.astype('f8')
        return Axis('time', '', values)
    label = plain_text(attributes.get('long_name') or attributes.get('standard_name') or name)
    is_down = attributes.get('positive') == 'down' or role == 'z' and re.search(r'^(dep|plev|pres)', name) is not None
    shown = f'{label} ({units})' if units and role not in ('lat', 'lon') else label
    return Axis(role, shown, numpy.asarray(values, dtype='f8'), is_inverted=role == 'z' and is_down)


def decimal_year(value):
    return value.year + (value.month - 1) / 12 + (value.day - 1) / 372 if hasattr(value, 'month') else float('nan')


def text_of_place(candidate, dimension, at):
    """Such as `2000-01-01`, or `depth 5 m`; None where the dimension has no coordinate."""
    variable = candidate.dataset.variables.get(dimension)
    if variable is None or variable.dims != (dimension,) or dimension not in candidate.arrays:
        return None
    if chunk_bytes(candidate.arrays[dimension]) > MAX_READ_CHUNK_BYTES:
        return None
    value = variable[at].values.item() if variable.dtype.kind != 'M' else variable[at].values
    if variable.dtype.kind == 'M' or hasattr(value, 'isoformat'):
        text = str(value)[:16] if variable.dtype.kind == 'M' else value.isoformat()[:16]
        return text.replace('T00:00', '').replace('T', ' ')
    units = plain_text(attributes_of(candidate.arrays[dimension]).get('units') or '')
    shown = f'{value:.4g}' if isinstance(value, float) else str(value)
    return plain_text(f'{dimension} {shown} {units}').strip()


def plain_text(value):
    """Of a stranger: one short line without control characters."""
    text = ' '.join(''.join(one if one.isprintable() else ' ' for one in str(value)[:1_000]).split())
    return text if len(text) <= MAX_TEXT else f'{text[:MAX_TEXT]}…'
