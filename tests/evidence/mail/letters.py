"""Mails as several clients write them, by hand. Names, addresses and numbers are invented."""

from base64 import b64encode

NOTICE_EN = "Your Amazon selling privileges have been removed. Funds will be held for 90 days. Case 11223344556."
SOFT_BREAK = NOTICE_EN.replace("removed.", "remo=\r\nved.")
NOTICE_ZH = "你好，你的销售账户已被停用。你的款项将被保留90天。如需申诉，请在17天内提交行动计划。"
NOTICE_TW = "您好，您的銷售帳戶已被停用。您的款項將被保留。請於期限內提出申訴。"

AMAZON = f"""\
Delivered-To: seller@harbourlamp.example\r
Received: by 2002:a05:6a10:d18c with SMTP id x; Wed, 14 Feb 2018 18:30:07 -0800 (PST)\r
ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@amazon.com header.s=abc;\r
 spf=pass (google.com: domain of bounce@amazonses.com designates 54.240.13.1; really) smtp.mailfrom=b@amazonses.com\r
ARC-Seal: i=1; a=rsa-sha256; t=1518661807; cv=none; d=google.com; s=arc-20160816; b=abc\r
Return-Path: <bounce@amazonses.com>\r
Received: from a13-1.smtp-out.amazonses.com (a13-1.smtp-out.amazonses.com. [54.240.13.1])\r
        by mx.google.com with ESMTPS id y for <seller@harbourlamp.example>;\r
        Wed, 14 Feb 2018 18:30:06 -0800 (PST)\r
Received-SPF: pass (google.com: domain of bounce@amazonses.com designates 54.240.13.1) client-ip=54.240.13.1;\r
Authentication-Results: mx.google.com;\r
       dkim=pass header.i=@amazon.com header.s=abc header.b=x;\r
       spf=pass (google.com: domain of bounce@amazonses.com designates 54.240.13.1) smtp.mailfrom=b@amazonses.com;\r
       dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE) header.from=amazon.com\r
DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple; s=abc; d=amazon.com; t=1518661805;\r
	h=Date:From:To; bh=x; b=y\r
Date: Thu, 15 Feb 2018 02:30:05 +0000\r
From: "Amazon.com" <seller-performance@amazon.com>\r
Reply-To: no-reply@amazon.com\r
To: seller@harbourlamp.example\r
Message-ID: <0100@email.amazonses.com>\r
Subject: Your Amazon.com selling privileges have been removed\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="b1"\r
\r
--b1\r
Content-Type: text/plain; charset=UTF-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
{SOFT_BREAK}\r
--b1\r
Content-Type: text/html; charset=UTF-8\r
\r
<html><body><script>alert(1)</script><p>{NOTICE_EN}</p></body></html>\r
--b1--\r
""".encode()

# QQ declares gb18030 and dates with the name of the zone in brackets; no plain text part.
QQ = (
    b"From: \"=?gb18030?B?" + b64encode("亚马逊卖家支持".encode("gb18030")) + b"?=\" <donotreply@amazon.com>\n"
    b"To: \"=?gb18030?B?" + b64encode("海港灯具".encode("gb18030")) + b"?=\" <123456@qq.com>\n"
    b"Subject: =?gb18030?B?" + b64encode("你的账户已被停用".encode("gb18030")) + b"?=\n"
    b"Mime-Version: 1.0\nContent-Type: text/html; charset=\"gb18030\"\nContent-Transfer-Encoding: base64\n"
    b"Date: Thu, 15 Feb 2018 10:30:05 +0800\nX-QQ-mid: abc\nX-Mailer: QQMail 2.x\n"
    b"Authentication-Results: mx.qq.com; spf=none; dkim=none; dmarc=none(permerror)\n\n"
    + b64encode(f"<div>{NOTICE_ZH}</div><style>p{{}}</style><div>第二行</div>".encode("gb18030"))
)  # fmt: skip

# 163 wrote headers in raw bytes and declared gb2312 where only GBK has the characters (镕).
NETEASE = (
    "Received: from mail-m17 (unknown [10.1.1.1]) by smtp1 (Coremail) with SMTP id x;\n"
    " Thu, 15 Feb 2018 10:30:06 +0800 (CST)\n"
    "From: 朱镕海 <lamp@163.com>\nTo: help@recourse.example\nSubject: 转发：账户停用通知\n"
    "Date: Thu, 15 Feb 2018 10:31:00 +0800 (CST)\nMessage-ID: <1@163.com>\n"
    "Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    '请看朱镕海的店铺。\n\n-------- 转发邮件信息 --------\n发件人："Amazon" <seller-performance@amazon.com>\n'
    f"发送日期：2018-02-15 10:30:05\n收件人：lamp@163.com\n主题：账户停用\n\n{NOTICE_ZH}\n"
).encode("gb18030")

GMAIL_FORWARD = f"""\
MIME-Version: 1.0
Date: Fri, 16 Feb 2018 09:00:00 +0800
Subject: Fwd: Notice
From: Lamp Seller <lamp@gmail.com>
To: lawyer@law.example
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: text/plain; charset=utf-8

See below.

---------- Forwarded message ---------
From: Amazon <seller-performance@amazon.com>
Date: Wed, Feb 14, 2018 at 6:30 PM
Subject: Notice: removal
To: <lamp@gmail.com>


{NOTICE_EN}
--m
Content-Type: application/pdf; name="=?UTF-8?B?{b64encode("封号通知.pdf".encode()).decode()}?="
Content-Disposition: attachment; filename*=UTF-8''%E5%B0%81%E5%8F%B7%E9%80%9A%E7%9F%A5.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjcK
--m--
""".encode()

OUTLOOK_PASTED = f"""\
From: seller-performance@amazon.com [mailto:seller-performance@amazon.com]
Sent: Wednesday, February 14, 2018 6:30 PM
To: Lamp; other@harbourlamp.example
Subject: Your selling privileges

{NOTICE_EN}
"""
QQ_PASTED = f"""\
您好，看下面：

------------------ 原始邮件 ------------------
发件人: "seller-performance"<seller-performance@amazon.com>;
发送时间: 2018年2月14日(星期三) 晚上6:30
收件人: "海港灯具"<123456@qq.com>;
主题: 账户停用

{NOTICE_ZH}
"""
OUTLOOK_ZH_PASTED = f"""\
> **发件人:** Amazon <seller-performance@amazon.com>
> **发送时间:** 2018年2月14日 18:30
> **收件人:** lamp@outlook.com
> **主 题:** 账户停用
>
> {NOTICE_ZH}
"""
