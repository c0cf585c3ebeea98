CREATE VIEW "决算"."文件" AS
SELECT document.sha256 AS "文件SHA256", document.title AS "文件标题", document.fiscal_year AS "年度", district.full_name AS "地区",
    department.name AS "部门", document.kind AS "种类", document.format AS "格式", document.pages AS "页数",
    document.published_on AS "公布日期", document.source_url AS "来源网址", document.version AS "版本", document.is_current AS "是否最新版本"
FROM main.dim_document AS document
LEFT JOIN main.dim_district AS district ON district.district_key = document.district_key
LEFT JOIN main.dim_department AS department ON department.department_key = document.department_key;
