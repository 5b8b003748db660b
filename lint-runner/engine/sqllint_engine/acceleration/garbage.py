"""When memory that refers to itself is looked for.

Python looks whenever some hundred objects more than before are alive, and again and again through all of them while a
tree grows: for larger texts that is more than a third of the time. Nearly all of what a text leaves behind is given
back without being looked for, so it is enough to look between two texts, and within one only after very many objects.
"""

import gc

from sqlfluff.core.linter import Linter

# Objects that are alive beyond those of the last look. A text of 30 kB makes some hundred thousand.
_BETWEEN_TEXTS = 20_000
_WITHIN_A_TEXT = 500_000


def install():
    render = Linter.render_string

    def render_string(self, *args, **kwargs):
        # Nothing of the text before is needed any more when the next begins.
        if gc.get_count()[0] > _BETWEEN_TEXTS:
            gc.collect()
        return render(self, *args, **kwargs)

    gc.set_threshold(_WITHIN_A_TEXT, *gc.get_threshold()[1:])
    Linter.render_string = render_string
