"""Synthetic documents of every kind, and the demonstration site that serves them."""

# ruff: noqa: E501, UP031 - markup stands as it is sent
from __future__ import annotations

import datetime as dt
import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

from tests.portal.site import escaped, parse_when


def tiny_pdf(lines: list) -> bytes:
    """A one-page PDF with Chinese text in a predefined CJK font (no font embedded)."""
    ops = ["BT /F1 11 Tf 14 TL 50 790 Td"]
    ops += ["<{}> Tj T*".format(s.encode("utf-16-be").hex()) for s in lines] + ["ET"]
    stream = "\n".join(ops).encode()
    objs = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 2>>/FontDescriptor 7 0 R/DW 1000>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    out, pos = b"%PDF-1.4\n%\xe4\xf6\xfc\xdf\n", []
    for i, o in enumerate(objs, 1):
        pos.append(len(out))
        out += b"%d 0 obj\n" % i + o + b"\nendobj\n"
    x = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objs) + 1) + b"".join(b"%010d 00000 n \n" % p for p in pos)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objs) + 1, x)


def tiny_xlsx(rows: list) -> bytes:
    def cell(v):
        return (f'<c t="inlineStr"><is><t>{escaped(v)}</t></is></c>') if isinstance(v, str) else f"<c><v>{v}</v></c>"

    sheet = "".join("<row>{}</row>".format("".join(cell(v) for v in r)) for r in rows)
    ns = "http://schemas.openxmlformats.org/"
    buf = io.BytesIO()
    with zipfile.ZipFile(buf, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(
            "[Content_Types].xml",
            f'<?xml version="1.0"?><Types xmlns="{ns}package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        )
        z.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{ns}package/2006/relationships"><Relationship Id="r1" Type="{ns}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        z.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{ns}spreadsheetml/2006/main" xmlns:r="{ns}officeDocument/2006/relationships"><sheets><sheet name="公开01表" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        z.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{ns}package/2006/relationships"><Relationship Id="r1" Type="{ns}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        z.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?><worksheet xmlns="{ns}spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>',
        )
    return buf.getvalue()


def tiny_docx(lines: list) -> bytes:
    buf = io.BytesIO()
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(buf, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        z.writestr(
            "_rels/.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        z.writestr(
            "word/document.xml",
            '<?xml version="1.0"?><w:document xmlns:w="{}"><w:body>{}</w:body></w:document>'.format(
                w, "".join(f"<w:p><w:r><w:t>{escaped(x)}</w:t></w:r></w:p>" for x in lines)
            ),
        )
    return buf.getvalue()


def gbk_zip(files: dict) -> bytes:
    """A zip whose member names are GBK bytes without the UTF-8 flag."""
    out, central = b"", b""
    for name, data in files.items():
        raw, crc, off = name.encode("gbk"), zlib.crc32(data) & 0xFFFFFFFF, len(out)
        fixed = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x5921, crc, len(data), len(data), len(raw), 0)
        out += b"PK\x03\x04" + fixed + raw + data
        central += b"PK\x01\x02" + struct.pack("<H", 20) + fixed + struct.pack("<HHHII", 0, 0, 0, 0, off) + raw
    return out + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(central), len(out), 0)


def make_demo(folder) -> dict:
    """Synthetic documents of every kind, and a site that serves them."""
    d = Path(folder)
    d.mkdir(parents=True, exist_ok=True)
    units = ["区财政局", "区教育局", "区民政局", "区审计局", "区司法局", "区委社会工作部", "区水务局", "区统计局"]

    def table(u, v):
        return (
            "<table border=1><caption>收入支出决算总表</caption><tr><th>收入项目</th><th>决算数</th><th>支出项目</th>"
            f"<th>决算数</th></tr><tr><td>一、一般公共预算财政拨款收入</td><td>{v}</td><td>一、一般公共服务支出</td><td>{v}</td>"
            f"</tr><tr><td>总计</td><td>{v}</td><td>总计</td><td>{v}</td></tr></table>"
        )

    for i, u in enumerate(units):
        v = "%d,%03d.%02d" % (1 + i, 100 * i + 7, 10 + i)
        rows = [f"某某{u} 2024年度部门决算", "收入支出决算总表", "公开01表  单位：万元", f"本年收入合计 {v}", f"本年支出合计 {v}"]
        (d / ("final_%d.pdf" % i)).write_bytes(tiny_pdf(rows))
        (d / ("perf_%d.pdf" % i)).write_bytes(
            tiny_pdf(
                [
                    "项目支出绩效自评表",
                    "（2024年度）",
                    f"项目名称 {u}工作经费",
                    "年度资金总额 0.00 17.50 17.50 10 100.00 10.00",
                    "总分 100 100",
                ]
            )
        )
    (d / "final_0_corrected.pdf").write_bytes(tiny_pdf(["某某区财政局 2024年度部门决算（更正）", "本年收入合计 9,999.99"]))
    (d / "tables.xlsx").write_bytes(tiny_xlsx([["收入支出决算总表"], ["公开01表", "单位：万元"], ["本年收入合计", 1107.11]]))
    (d / "final.docx").write_bytes(tiny_docx(["某某区统计局2024年度部门决算", "本年收入合计 8,707.17 万元"]))
    (d / "tables_html.xls").write_bytes(
        ("<html><head><meta charset=gb2312></head><body>{}</body></html>".format(table("x", "3,201.12"))).encode("gbk")
    )
    (d / "word_mhtml.doc").write_bytes(
        (
            'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--=_N"\r\n\r\n----=_N\r\nContent-Type: text/html; '
            'charset="utf-8"\r\n\r\n<html><body>{}</body></html>\r\n----=_N--\r\n'.format(table("x", "4,302.13"))
        ).encode()
    )
    (d / "pack.zip").write_bytes(
        gbk_zip(
            {
                "某某区水务局2024年度部门决算.pdf": (d / "final_6.pdf").read_bytes(),
                "绩效自评表.pdf": (d / "perf_6.pdf").read_bytes(),
            }
        )
    )
    (d / "scan.png").write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
            "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
        )
    )
    (d / "body_table.html").write_text(table("区审计局", "4,307.13"), "utf-8")

    def arts(n, start, maker):
        out = []
        for k in range(n):
            day = parse_when(start) - dt.timedelta(days=k)
            out.append(maker(k, units[k % len(units)], day.strftime("%Y-%m-%d %H:%M")))
        return out

    def trs(k, u, date):
        a = {
            "id": str(1150400 + k),
            "unit": "某某" + u,
            "date": date,
            "title": "某某%s2024年度部门决算公开（第%d号）" % (u, k),
            "attachments": [{"file": "final_%d.pdf" % (k % 8), "name": f"某某{u}2024年度部门决算.pdf"}],
        }
        if k == 0:
            a["attachments"][0]["changed_file"] = "final_0_corrected.pdf"
            a["attachments"].append({"file": "tables.xlsx", "name": "附件2：决算公开表.xlsx", "letter": "P"})
        if k == 1:
            a["url_date"] = "2025-06-01"  # shown date and address date differ
        if k == 2:
            a["attachments"][0]["style"] = "js"
        if k == 3:
            a["attachments"] = []
            a["body_file"] = "body_table.html"  # numbers in the page itself
        if k == 4:
            a["attachments"] = [
                {"file": "word_mhtml.doc", "name": "决算说明.doc"},
                {"file": "tables_html.xls", "name": "决算表.xls"},
            ]
        if k == 5:
            a["attachments"] = [{"file": "scan.png", "name": "决算表扫描件.png", "style": "image"}]
        if k == 6:
            a["attachments"][0]["host"] = "alt"  # files kept on another host
        return a

    cols = [
        {
            "family": "trs",
            "path": "/zwgk/czxx/bmjs/",
            "title": "部门决算",
            "cut_titles": 14,
            "articles": arts(23, "2025-08-25 09:30", trs),
        },
        {
            "family": "jcms",
            "col_id": "1229608992",
            "unit_id": "5504308",
            "title": "部门决算（二级单位）",
            "articles": arts(
                47,
                "2025-09-01 10:24",
                lambda k, u, date: {
                    "id": str(4094383 + k),
                    "unit": "某某" + u,
                    "date": date,
                    "title": "某某%s所属单位2024年度单位决算%d" % (u, k),
                    "attachments": [
                        {
                            "file": "final_%d.pdf" % (k % 8),
                            "name": "2024年度单位决算%d.pdf" % k,
                            "style": "downfile" if k % 2 else "anchor",
                        }
                    ],
                },
            ),
        },
        {
            "family": "ucap",
            "path": "/zdlyxxgk/czyjshsg/bmjs/2024/",
            "title": "部门决算2024",
            "articles": arts(
                12,
                "2025-08-18 11:02",
                lambda k, u, date: {
                    "id": str(1669527 + k),
                    "unit": "某某" + u,
                    "date": date,
                    "title": f"2024年某某{u}部门决算",
                    "attachments": [
                        {
                            "file": "final.docx" if k == 7 else "final_%d.pdf" % (k % 8),
                            "name": "2024年某某{}部门决算{}".format(u, ".docx" if k == 7 else ".pdf"),
                        }
                    ],
                },
            ),
        },
        {
            "family": "vsb",
            "path": "/zwgk/jxzp",
            "tree_id": "5634",
            "owner": "1803678113",
            "title": "绩效自评",
            "articles": arts(
                33,
                "2025-04-29 08:00",
                lambda k, u, date: {
                    "id": str(169183 + k),
                    "unit": "某某" + u,
                    "date": date,
                    "title": "某某%s2024年度项目支出绩效自评表%d" % (u, k),
                    "attachments": [
                        {
                            "file": "pack.zip" if k == 6 else "perf_%d.pdf" % (k % 8),
                            "name": "某某{}绩效自评{}".format(u, ".zip" if k == 6 else ".pdf"),
                            **({"captcha": True} if k == 9 else {}),
                            **({"need_referer": True} if k == 8 else {}),
                        }
                    ],
                },
            ),
        },
        {
            "family": "platform",
            "title": "预决算公开统一平台",
            "articles": arts(
                24,
                "2025-08-30 15:00",
                lambda k, u, date: {
                    "id": str(500 + k),
                    "unit": "某某" + u,
                    "date": date,
                    "year": 2024,
                    "title": f"2024年度部门决算（{u}）",
                    "attachments": [{"file": "final_%d.pdf" % (k % 8), "name": f"2024年度{u}部门决算公开.pdf"}]
                    + ([{"file": "perf_0.pdf", "name": "绩效自评表.pdf"}] if k == 0 else []),
                },
            ),
        },
        {
            "family": "ghash",
            "path": "/mtg/c104129/",
            "title": "部门决算公开",
            "charset": "gbk",
            "articles": arts(
                15,
                "2025-08-18 12:00",
                lambda k, u, date: {
                    "id": "11J030/ZK-2025-%06d" % k,
                    "unit": "某某" + u,
                    "date": date,
                    "title": f"2024年度某某{u}部门决算公开",
                    "attachments": [
                        {"file": "final_%d.pdf" % (k % 8), "name": f"{u}决算.pdf", "style": "viewer" if k == 1 else "anchor"}
                    ],
                },
            ),
        },
    ]
    # the same document under two addresses, in two columns
    dup = json.loads(json.dumps(cols[0]["articles"][8]))
    dup["id"] = "1159999"
    cols[0]["articles"].insert(9, dup)
    spec = {
        "name": "某某区人民政府",
        "page_size": 10,
        "robots": {"crawl_delay": 1, "disallow": ["/private/", "/search/"]},
        "columns": cols,
    }
    (d / "site.json").write_text(json.dumps(spec, ensure_ascii=False, indent=1), "utf-8")
    return spec
