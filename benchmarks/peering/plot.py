"""A drawing of rate and 99th percentile over the number of clients, in SVG. Each axis is logarithmic."""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, GAP = 270, 180, 62, 54, 74
COLOURS = {"Darkroom": "#c2410c", "PocketBase": "#2563eb", "nginx": "#15803d"}
OTHER_COLOUR = "#6b7280"


def draw(plots, clients, file):
    """`plots`: by operation and server, (rate, p99 in milliseconds) for each number of clients."""
    parts = []
    names = list(dict.fromkeys(name for curves in plots.values() for name in curves))
    for index, name in enumerate(names):
        x = LEFT + 150 * index
        parts += [line([(x, 16), (x + 22, 16)], colour(name)), text(x + 28, 20, name)]
    for column, (operation, curves) in enumerate(plots.items()):
        for row, title in enumerate((operation + ": a second", operation + ": p99, ms")):
            values = {name: [pair[row] for pair in pairs] for name, pairs in curves.items()}
            parts += panel(LEFT + column * (WIDTH + GAP), TOP + row * (HEIGHT + GAP), title, values, clients)
    width, height = LEFT + len(plots) * (WIDTH + GAP) - GAP + 14, TOP + 2 * (HEIGHT + GAP) - GAP + 40
    with open(file, "w") as out:
        out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">\n'
                  '<rect width="100%%" height="100%%" fill="#fff"/>\n%s\n</svg>\n' % (width, height, "\n".join(parts)))


def panel(left, top, title, values, clients):
    low, high = bounds([value for row in values.values() for value in row])

    def x(count):
        return left + WIDTH * math.log2(count / clients[0]) / math.log2(clients[-1] / clients[0])

    def y(value):
        return top + HEIGHT * (1 - math.log10(max(value, low) / low) / math.log10(high / low))
    parts = [text(left, top - 8, title, weight="bold")]
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        for step in (1, 2, 5):
            value = step * 10 ** power
            if value <= high:
                parts.append(line([(left, y(value)), (left + WIDTH, y(value))], "#e5e7eb", 1))
                parts.append(text(left - 6, y(value) + 4, "%g" % value if value < 1000 else "%g k" % (value / 1000), "end"))
    for count in clients:
        parts.append(text(x(count), top + HEIGHT + 16, count, "middle"))
    parts.append(text(left + WIDTH / 2, top + HEIGHT + 32, "clients", "middle"))
    for name, row in values.items():
        points = [(x(count), y(value)) for count, value in zip(clients, row)]
        parts.append(line(points, colour(name)))
        parts += ['<circle cx="%.1f" cy="%.1f" r="2.5" fill="%s"/>' % (*point, colour(name)) for point in points]
    return parts


def bounds(values):
    """The powers of ten around them."""
    low = 10 ** math.floor(math.log10(max(0.01, min(values))))
    return low, max(10 * low, 10 ** math.ceil(math.log10(max(values))))


def colour(name):
    return COLOURS.get(name, OTHER_COLOUR)


def line(points, stroke, width=2):
    return '<polyline fill="none" stroke="%s" stroke-width="%d" points="%s"/>' % (
        stroke, width, " ".join("%.1f,%.1f" % point for point in points))


def text(x, y, content, anchor="start", weight="normal"):
    return '<text x="%.1f" y="%.1f" text-anchor="%s" font-weight="%s" fill="#111827">%s</text>' % (
        x, y, anchor, weight, escape(str(content)))
