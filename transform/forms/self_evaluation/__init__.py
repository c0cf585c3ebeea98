"""项目支出绩效自评表: project self-evaluation forms, in any region's layout (财预〔2020〕10号 and what regions made of it)."""
