"""The learner's own copies of the lessons: how they are made (`copies`), renewed (`renewal`) and kept (`folder`).

The notebooks of the course show every result. A copy shows none, and git ignores it. When the course has a newer text,
the copy is made again from it, and everything of the learner's goes into the new one.
"""
