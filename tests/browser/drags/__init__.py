"""One driver a picture, named like it. Each has

drag(page) -> dict
    Moves the picture `.course-picture-NAME` on the page as a learner would, and returns the numbers that it then shows:
    name -> list of texts.
expected(value) -> dict
    The same names, with the numbers that Python computes from what the picture has told it, `picture.value`.
OTHERS : dict, may be left out
    name -> function that makes another example of the picture: one that is hard to fit on a small screen, say.
"""
