"""Draws a dataset: a field on its coordinates with colour bar and units, a section, or lines; light and dark, as PNG.

What cannot be drawn has no picture; nothing here is an error of the dataset.
"""

import base64
import contextlib
import io
import os
import signal
import tempfile
import time

from fields import drawing_of
from problems import TooLarge

MAX_SECONDS = 30
MAX_BYTES = 60_000
SIZE = (7.2, 4.05)
DPI = 100
COLOURS = (128, 64, 32)
THEMES = {
    'light': {'ground': '#fffdf9', 'text': '#1d2a2f', 'quiet': '#57646a', 'missing': '#e8e2d6', 'line': '#ddd5c6'},
    'dark': {'ground': '#17242a', 'text': '#e3e9e6', 'quiet': '#9db0b3', 'missing': '#263840', 'line': '#2c4048'},
}
LINES = ('#1d8ba0', '#d98324', '#9277c9', '#3f9468', '#c8533a')
LONG_TITLE = 46


def pictures_of(opened, seconds=MAX_SECONDS):
    """`{"light", "dark", "caption"}`, PNG in base64 below 60 kB each; None where it cannot be drawn."""
    try:
        with time_limit(min(seconds, MAX_SECONDS)):
            drawing = drawing_of(opened)
            if drawing is None:
                return None
            pictures = {theme: small_png(drawing, theme) for theme in THEMES}
            if not all(pictures.values()):
                return None
            encoded = {theme: base64.b64encode(png).decode() for theme, png in pictures.items()}
            return {**encoded, 'caption': caption_of(drawing)}
    except Exception:
        return None


@contextlib.contextmanager
def time_limit(seconds):
    """Raises TooLarge in the main thread. The limit of all work, if one is set, goes on after."""

    def stop(_number, _frame):
        raise TooLarge(f'a picture took longer than {seconds} s')

    started = time.monotonic()
    left, _interval = signal.getitimer(signal.ITIMER_REAL)
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, left) if left else seconds)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, max(0.1, left - (time.monotonic() - started)) if left else 0)


def caption_of(drawing):
    named = f'{drawing.title} ({drawing.units})' if drawing.units else drawing.title
    return f'{named}, {drawing.at}' if drawing.at else named


def small_png(drawing, theme):
    """With fewer colours, then of fewer values, until it is small enough; None where that is never so."""
    for step in (1, 2, 4):
        picture = draw(drawing, THEMES[theme], step)
        for colours in COLOURS:
            file = io.BytesIO()
            picture.quantize(colours, dither=0).save(file, 'PNG', optimize=True)
            if file.tell() < MAX_BYTES:
                return file.getvalue()
    return None


def draw(drawing, theme, step):
    if 'MPLCONFIGDIR' not in os.environ:
        os.environ['MPLCONFIGDIR'] = tempfile.mkdtemp()
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    rules = {
        # a stranger's text is no formula
        'text.parse_math': False, 'text.usetex': False, 'font.size': 9.5, 'axes.titlesize': 11, 'axes.linewidth': 0.8,
        'text.color': theme['text'], 'axes.labelcolor': theme['quiet'], 'axes.edgecolor': theme['line'],
        'xtick.color': theme['quiet'], 'ytick.color': theme['quiet'], 'axes.facecolor': theme['missing'],
        'figure.facecolor': theme['ground'], 'savefig.facecolor': theme['ground'], 'axes.titlecolor': theme['text'],
        'axes.titlelocation': 'left',
    }
    with matplotlib.rc_context(rules):
        figure = Figure(figsize=SIZE, dpi=DPI, layout='constrained')
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        is_long = drawing.at and len(drawing.title) > LONG_TITLE
        axes.set_title(f'{drawing.title[:LONG_TITLE]}…' if is_long else drawing.title)
        if drawing.at:
            axes.set_title(drawing.at[:LONG_TITLE], loc='right', fontsize=9, color=theme['quiet'])
        for axis, of in ((axes.xaxis, drawing.x), (axes.yaxis, drawing.y)):
            if of is not None and of.values.dtype.kind == 'M':
                name_dates(axis)
        if drawing.kind == 'lines':
            axes.set_facecolor(theme['ground'])
            draw_lines(axes, drawing, theme, step)
        else:
            draw_field(figure, axes, drawing, step)
        canvas.draw()
        return Image.fromarray(canvas_array(canvas)).convert('RGB')


def name_dates(axis):
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(maxticks=8)
    axis.set_major_locator(locator)
    axis.set_major_formatter(ConciseDateFormatter(locator))


def canvas_array(canvas):
    import numpy

    return numpy.asarray(canvas.buffer_rgba())


def draw_field(figure, axes, drawing, step):
    import matplotlib
    import numpy

    x, y = drawing.x.values, drawing.y.values
    values = drawing.values[::step, ::step]
    if x.ndim == 2:
        x, y = x[::step, ::step], y[::step, ::step]
        x, values = joined_cells(x, values) if drawing.x.role == 'lon' else (x, values)
    else:
        x, y = x[::step], y[::step]
        if drawing.x.role == 'lon':
            x, values = on_one_earth(x, values)
        keep_x, keep_y = is_known(x), is_known(y)
        x, y, values = x[keep_x], y[keep_y], values[numpy.ix_(keep_y, keep_x)]
    low, high, colours = colours_of(values)
    shades = matplotlib.colormaps[colours]
    masked = numpy.ma.masked_invalid(values)
    if x.ndim == 2:
        drawn = draw_cells(axes, x, y, masked, {'vmin': low, 'vmax': high, 'cmap': shades})
    else:
        drawn = axes.pcolormesh(edges(x), edges(y), masked, vmin=low, vmax=high, cmap=shades, shading='flat')
    name_axes(axes, drawing)
    if drawing.kind == 'map':
        set_aspect(axes, x, y)
    if drawing.y.is_inverted:
        axes.invert_yaxis()
    bar = figure.colorbar(drawn, ax=axes, shrink=0.9, pad=0.02, extend=extent_of(values, low, high))
    bar.set_label(drawing.units)
    bar.outline.set_visible(False)


def draw_cells(axes, x, y, values, style):
    """Cells whose centres are known; as points where some are not."""
    import numpy

    known = is_known(x) & is_known(y)
    if known.all():
        return axes.pcolormesh(x, y, values, shading='nearest', **style)
    return axes.scatter(x[known], y[known], c=numpy.ma.masked_invalid(values[known]), s=4, marker='s', linewidths=0, **style)


def draw_lines(axes, drawing, theme, step):
    along = drawing.x.values[::step]
    known = is_known(along)
    for row, colour in zip(drawing.values, LINES):
        values = row[::step][known]
        style = {'color': colour, 'linewidth': 1.2, 'marker': 'o' if values.size < 30 else None, 'markersize': 3}
        if drawing.x.role == 'z':
            axes.plot(values, along[known], **style)
        else:
            axes.plot(along[known], values, **style)
    axes.grid(color=theme['line'], linewidth=0.6)
    if drawing.x.role == 'z':
        axes.set_ylabel(drawing.x.label)
        axes.set_xlabel(drawing.units)
        if drawing.x.is_inverted:
            axes.invert_yaxis()
    else:
        axes.set_xlabel(drawing.x.label)
        axes.set_ylabel(drawing.units)


def is_known(values):
    import numpy

    if values.dtype.kind == 'M':
        # beyond these, the axis of dates has no ticks
        years = values.astype('datetime64[Y]').astype('i8') + 1970
        return ~numpy.isnat(values) & (years >= 1) & (years <= 9999)
    return numpy.isfinite(values) & (numpy.abs(values) < 1e30)


def on_one_earth(x, values):
    """Longitudes from -180 to 180 where the field reaches around the earth; a region stays in one piece."""
    import numpy

    known = x[numpy.isfinite(x)]
    if known.size == 0 or known.max() <= 180:
        return x, values
    span = known.max() - known.min()
    if span + span / max(1, known.size - 1) < 359:
        return (x - 360, values) if known.min() >= 180 else (x, values)
    turned = (x + 180) % 360 - 180
    order = numpy.argsort(turned, kind='stable')
    return turned[order], values[:, order]


def joined_cells(x, values):
    """Without the cells whose neighbours are on the other side of the map: they would be drawn across all of it."""
    import numpy

    x = numpy.where(x > 180, x - 360, x)
    values = values.copy()
    for axis in (0, 1):
        jump = numpy.abs(numpy.diff(x, axis=axis)) > 180
        before, after = [slice(None)] * 2, [slice(None)] * 2
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        values[tuple(before)][jump] = numpy.nan
        values[tuple(after)][jump] = numpy.nan
    return x, values


def edges(centres):
    """Of cells around their centres, however these are spaced."""
    import numpy

    if centres.dtype.kind == 'M':
        from matplotlib.dates import date2num, num2date

        return numpy.array([num2date(one) for one in edges(date2num(centres))])
    if centres.size == 1:
        return numpy.array([centres[0] - 0.5, centres[0] + 0.5])
    middles = (centres[:-1] + centres[1:]) / 2
    return numpy.concatenate([[2 * centres[0] - middles[0]], middles, [2 * centres[-1] - middles[-1]]])


def colours_of(values):
    """Lowest and highest colour without the outermost values, and the colours: two where zero lies in the middle."""
    import numpy

    known = values[numpy.isfinite(values)]
    if known.size == 0:
        raise ValueError('nothing is known')
    low, high = (float(one) for one in numpy.percentile(numpy.clip(known, -1e30, 1e30), (2, 98)))
    if low == high:
        low, high = float(max(known.min(), -1e30)), float(min(known.max(), 1e30))
    if low == high:
        margin = abs(low) / 100 or 1
        return low - margin, high + margin, 'viridis'
    if low < 0 < high and max(-low, high) < 4 * min(-low, high):
        end = max(-low, high)
        return -end, end, 'RdBu_r'
    return low, high, 'viridis'


def extent_of(values, low, high):
    import numpy

    known = values[numpy.isfinite(values)]
    below, above = bool((known < low).any()), bool((known > high).any())
    return {(True, True): 'both', (True, False): 'min', (False, True): 'max'}.get((below, above), 'neither')


def name_axes(axes, drawing):
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    if drawing.x.role == 'lon':
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _at: degrees(value, 'E', 'W')))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: degrees(value, 'N', 'S')))
        axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 3, 4.5, 6, 9, 10]))
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 3, 4.5, 6, 9, 10]))
    else:
        axes.set_xlabel(drawing.x.label)
        axes.set_ylabel(drawing.y.label)


def degrees(value, positive, negative):
    value = (value + 180) % 360 - 180 if positive == 'E' and value > 180 else value
    return f'{abs(value):g}°{"" if value == 0 else positive if value > 0 else negative}'


def set_aspect(axes, x, y):
    """As far as the picture has room for: a strip keeps a height that can be seen."""
    import numpy

    width, height = float(numpy.nanmax(x) - numpy.nanmin(x)), float(numpy.nanmax(y) - numpy.nanmin(y))
    if width > 0 and height > 0 and 0.4 < width / height < 4:
        axes.set_aspect('equal')
