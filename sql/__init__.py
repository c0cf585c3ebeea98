"""The warehouse (仓库): staged rows become the star, the published views, the marts; one writer."""
