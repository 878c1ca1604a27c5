# Every target is a command of course.py, which sets up .venv first when that is needed.
# make run PYTHON=python3.12        another Python
# make test ARGS="-k relu"          arguments for the command
# make run NAME=01                  one lesson
# make mark FILES=submissions       notebooks, or a folder of them
# make results NAME=s1-same-network one experiment
# make bench NAME=s2-100            one task
PYTHON ?= python3

.PHONY: help run test mark lab notebooks results bench readme
.DEFAULT_GOAL := help

help run test mark lab notebooks results bench readme:
	@$(PYTHON) course.py $@ $(NAME) $(FILES) $(ARGS)
