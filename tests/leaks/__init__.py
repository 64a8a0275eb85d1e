"""What is not for somebody answers as what never was: every operation, page and verb is asked.

Whoever adds one adds a line to the table of its door, `operations.py`, `pages.py` or `verbs.py`, else
`tests/architecture/test_leak_tables.py` fails and names what is missing. A line is one or more of:

- `About(kind, how)`: it is asked about one thing. `how` is its address (or the words of the verb) with `{}` where the
  id stands; `json`, `form` and `file` are sent along, `{}` in them too. The kinds are in `hidden.py`; a new kind of
  thing gets a line there. It is asked for a hidden thing and for an id that never was, by everybody from whom the
  thing is hidden. Answer, headers, events of the log and statements sent to the catalog must be the same, but for the
  id; and whoever may see the thing must get another answer, else the question is not one (`shown=False` where seeing
  it makes no difference).
- `Listing(how)`: it lists, counts or suggests. It is asked before and after hidden things came; both must be alike.
- `Unasked(why)`: there is nothing of records, units or people in it, or another test asks: say which.
"""
