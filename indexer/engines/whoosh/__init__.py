"""The embedded engine: Whoosh, with its inverted index kept as plain arrays and evaluated by NumPy.

What the adapter uses (everything else is the engine's own business):

Schema (`fields`), inside an ordinary `whoosh.fields.Schema`:
    Tokens()               already analysed tokens: a list of strings, or one string joined by single
                           blanks; an empty token is a gap that no pair and no phrase crosses
    Folded("text", fold)   the tokens of another field through a module-level function; fills itself
    Pairs("text")          the adjacent pairs of another field (Tokens or Folded); fills itself and
                           answers the phrases of that field. Terms are "first second"
    Keyword(unique=, stored=), Number(stored=)   one value a document, searchable and a column
    Stored()               kept, not searched; anything JSON can say
Index (`array_index.ArrayIndex`):
    ArrayIndex.create(folder, schema) · ArrayIndex.open(folder), raises DamagedIndex (`toc`) when no commit is whole
    .writer(timeout=seconds) → ArrayWriter · .searcher(weighting) → ArraySearcher of the newest whole commit,
    the same one until there is a newer commit · .degraded, .damage → what is wrong with the newest commit
ArrayWriter: add_document(**fields), update_document(**fields) (replaces by unique fields, also what the same
    writer added), delete_values(field, values) → count, commit(), cancel(); durable when commit() returns
ArraySearcher (`searcher`):
    find(query, *, allow, score=, first=, sort=(By(),), offset=, limit=, facets=, facet_limit=, count=,
    visible_statistics=)
    → Found(total, hits, facets, counts); `first` puts the documents it matches before all others;
    visible_statistics counts document frequencies and lengths among what `allow` matches only
    stored_fields(docnum) · column_values(column, docnums) · matching_documents(query)
    near_words(field, word, allow=, limit=) → [(word, visible documents)]
Query nodes: those of `whoosh.query`, and `filters.ColumnIn(field, values)`, `filters.ColumnBetween(field, low, high)`
    A node's `boost` is its weight: Or of Terms over several fields adds the weighted scores up;
    AndMaybe(match, extra) matches the first and adds the scores of both; prefixes, ranges and sets score a constant
Weighting (`scoring.StreamBm25`): k1 and b for each field, and the formula of the idf (whoosh_idf, okapi_idf)
"""
