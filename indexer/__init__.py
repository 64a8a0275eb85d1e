"""Text out of files, and an index over it: a leaf library that knows neither Flask nor any database."""
