"""Which flashpoint, which story: routing and same-story grouping of reports, and the candidates made of them."""
