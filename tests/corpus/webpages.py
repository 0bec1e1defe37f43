"""Web pages as they are saved: of a portal, of WeChat, of Word, and old ones laid out by tables."""

# ruff: noqa: E501

from __future__ import annotations

PARAGRAPHS = (
    "今年以来，砚池镇把产业发展摆在突出位置，全镇新建蔬菜大棚120座，带动460户农户增收。",
    "柳湾村流转土地300亩种植羊肚菌，村集体增收18万元。",
    "下一步，将继续完善联农带农机制，让群众腰包鼓起来。",
)

PORTAL = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>砚池镇产业发展情况通报_云川县人民政府</title>
<style>.noise{{display:none}} .zw p{{text-indent:2em}}</style>
<script>var a = "脚本里的话不是正文。";</script></head>
<body class="home nav-open">
<div class="topbar"><a href="/login">登录</a> | <a href="/reg">注册</a> <span>2024年3月5日 星期二</span></div>
<div class="header"><img src="logo.png" alt="标志"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li>
<li><a href="/fw">政务服务</a></li><li><a href="/hd">互动交流</a></li></ul></div>
<div class="dqwz">您当前的位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a> &gt; 工作动态</div>
<div class="content-wrap">
  <h1>砚池镇产业发展情况通报</h1>
  <div class="info"><span>发布时间：2024-03-05 10:20</span> <span>来源：砚池镇人民政府</span> <span>浏览次数：1024</span></div>
  <div class="bdsharebuttonbox">分享到：<a href="#">微信</a><a href="#">微博</a></div>
  <div>【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</div>
  <div class="TRS_Editor"><p>　　{PARAGRAPHS[0]}</p>
<p>　　柳湾村流转土地<b>300亩</b>种植羊
肚菌，<a href="/cunji">村集体</a>增收18万元。</p><p class="noise">本页由采集软件转存，请勿引用。</p>
<p style="display: none">隐藏的话。</p>
<ol><li>大棚改造</li><li>冷库建设</li></ol>
<table border="1"><caption>各村产业情况</caption><tr><th>村名</th><th>产业</th><th>面积（亩）</th></tr>
<tr><td>柳湾村</td><td>羊肚菌</td><td>300</td></tr><tr><td>松岭村</td><td>黄桃</td><td>150</td></tr></table>
<p>　　{PARAGRAPHS[2]}</p><p>联系人：王明</p><p align="right">砚池镇人民政府</p>
<p>附件：<a href="a.docx">砚池镇产业项目表.docx</a></p></div>
  <div class="print"><a href="javascript:print()">【打印】</a> <a href="javascript:close()">【关闭】</a></div>
  <div>上一篇：<a href="1.html">砚池镇召开春耕备耕会议</a></div><div>下一篇：<a href="2.html">砚池镇开展人居环境整治</a></div>
  <div class="related"><h3>相关链接</h3><ul><li><a href="3.html">云川县产业发展十四五规划</a></li><li><a href="4.html">关于做好粮食生产的通知</a></li></ul></div>
</div>
<form><select><option>县直部门网站</option><option>乡镇网站</option></select><button>搜索</button></form>
<div class="footer">主办：云川县人民政府办公室　技术支持：某科技公司<br>滇ICP备12345678号　滇公网安备 53000000000000号　网站标识码：5300000000</div>
</body></html>"""

WECHAT = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title></title><meta property="og:title" content="柳湾村的春天"></head>
<body id="activity-detail"><div id="js_article" class="rich_media"><div class="rich_media_inner"><div id="page-content" class="rich_media_area_primary">
<h1 class="rich_media_title" id="activity-name">柳湾村的春天</h1>
<div id="meta_content" class="rich_media_meta_list"><span id="profileBt"><a href="javascript:void(0);" id="js_name">砚池镇发布</a></span>
<em id="publish_time" class="rich_media_meta">2024-03-05 18:00</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;"><section><section><p><span>{PARAGRAPHS[0]}</span></p>
<p><img data-src="x.jpg"><br></p><section><span>{PARAGRAPHS[1]}</span></section></section></section>
<p>{PARAGRAPHS[2]}</p><p style="text-align:center">长按识别二维码关注我们</p></div>
<div id="js_tags">收录于合集 #乡村振兴</div></div></div>
<div id="js_pc_qr_code" class="qr_code_pc_outer"><p>微信扫一扫<br>关注该公众号</p></div></div>
<div class="comment"><p>精选留言</p><p>网友：写得真好，柳湾村的变化让人羡慕，明年一定要去看看。</p></div></body></html>"""

WORD = f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
<meta name=Generator content="Microsoft Word 15"><title>总结</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:"";}} --></style></head>
<body lang=ZH-CN><div class=WordSection1>
<p class=MsoTitle align=center><span style='font-size:22.0pt'>砚池镇2023年工作总结<o:p></o:p></span></p>
<p class=MsoNormal><span style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span>产业发展<o:p></o:p></p>
<p class=MsoNormal><![if !supportLists]><span>1.</span><![endif]><span>{PARAGRAPHS[0]}</span><span
lang=EN-US><o:p></o:p></span></p><p class=MsoNormal>柳湾村流转土地<span lang=EN-US>300</span>亩种植羊
肚菌，村集体增收<span lang=EN-US>18</span>万元。<o:p>&nbsp;</o:p></p>
<p class=MsoNormal style='mso-hide:all'>内部批注，不对外。</p>
<p class=MsoNormal>{PARAGRAPHS[2]}</p></div></body></html>"""

TABLES = f"""<html><head><title>砚池镇产业发展情况通报</title></head><body bgcolor=#ffffff><table width=980 align=center><tr><td>
<a href=/>首页</a> <a href=/a>新闻中心</a> <a href=/b>政务公开</a> <a href=/c>便民服务</a></td></tr></table>
<table width=980 align=center><tr><td width=200 valign=top><table><tr><td><a href=1>通知公告</a></td></tr><tr><td><a href=2>政策文件</a></td></tr>
<tr><td><a href=3>工作动态</a></td></tr></table></td><td valign=top><table width=100%><tr><td align=center><font size=5>砚池镇产业发展情况通报</font></td></tr>
<tr><td align=center>发布日期：2024年3月5日　　点击数：88</td></tr><tr><td><font size=3>　　{PARAGRAPHS[0]}<br><br>　　{PARAGRAPHS[1]}<br>　　{PARAGRAPHS[2]}
</font></td></tr><tr><td align=right>【<a href=#>打印本页</a>】【<a href=#>关闭窗口</a>】</td></tr></table></td></tr></table>
<table width=980 align=center><tr><td align=center>版权所有：砚池镇人民政府　滇ICP备12345678号</td></tr></table></body></html>"""

SECTIONS = f"""<html><body><p>{PARAGRAPHS[0]}</p><div><h2>一、产业</h2><p>{PARAGRAPHS[1]}</p></div><div><h2>二、打算</h2><p>{PARAGRAPHS[2]}</p></div></body></html>"""

FRAMES = """<html><head><title>砚池镇</title></head><frameset cols="200,*"><frame src="menu.htm"><frame src="main.htm">
<noframes><body>您的浏览器不支持框架。</body></noframes></frameset></html>"""

GOVCN = f"""<html><head><title>砚池镇产业发展情况通报_政务公开_砚池镇</title></head><body><div class="header-wrap"><div class="logo">政府网</div>
<ul><li><a href=1>要闻</a></li><li><a href=2>政策</a></li></ul></div><div class="crumbs-nav"><a href=1>首页</a>&gt;<a href=2>政策</a></div>
<div class="article oneColumn"><div>发文机关：砚池镇人民政府</div><div>成文日期：2024年03月05日</div>
<div class="pages_content" id="UCAP-CONTENT">{"".join(f'<p style="text-indent: 2em;">{p}</p>' for p in PARAGRAPHS)}
<p style="text-align: right;">砚池镇人民政府<br/>2024年3月5日</p><p>（此件公开发布）</p></div></div>
<div class="related"><h2>相关报道</h2><ul><li><a href=1>一图读懂产业发展</a></li></ul></div>
<div class="footer">主办单位：砚池镇　运行维护单位：政务公开中心<br>版权所有：砚池镇</div></body></html>"""

SIDEBAR = f"""<html><body><div id=wrap><div id=left><div class=t>砚池镇产业发展情况通报</div><div>来源：农业农村办 日期：2024/3/5 点击：33</div>
<div class=c>{"<br>　　".join(PARAGRAPHS)}</div></div><div id=right><h3>热点新闻</h3>
<div><a href=1>我县召开三级干部会</a><p>3月1日，我县召开三级干部会议，安排部署全年工作，明确了目标任务。</p></div>
<div><a href=2>全县植树造林启动</a><p>3月2日，全县植树造林活动启动，千余名干部参加，栽下树苗三千株。</p></div></div></div></body></html>"""

OLDTABLE = f"""<html><body><table><tr><td><table><tr><td>栏目导航</td></tr><tr><td><a href=1>机构设置</a></td></tr></table></td><td><table>
<tr><td><b>砚池镇产业发展情况通报</b></td></tr>{"".join(f"<tr><td>{p}</td></tr>" for p in PARAGRAPHS)}
<tr><td><table border=1><tr><td>村</td><td>种子（吨）</td></tr><tr><td>柳湾村</td><td>40</td></tr><tr><td>松岭村</td><td>80</td></tr></table></td></tr>
</table></td></tr></table></body></html>"""

LISTED = f"""<html><body><div class=menu><a href=1>首页</a></div><ul class=list>{"".join(f"<li>答：{p}</li>" for p in PARAGRAPHS)}</ul>
<dl><dt>联系电话</dt><dd>0870-1234567</dd></dl></body></html>"""

FLAT = f"""<html><body><a href=1>首页</a> | <a href=2>新闻</a><br>砚池镇产业发展情况通报<br>{"<br>".join(PARAGRAPHS)}<br>版权所有 砚池镇</body></html>"""

FORM = f"""<html><head><title>砚池镇产业发展情况通报-砚池镇</title></head><body><div class="wrap"><div class="nav-menu">导航</div>
<form name="_newscontent_fromname"><div class="title"><h2>砚池镇产业发展情况通报</h2><p>时间：2024-03-05 &nbsp; 点击：[<span>12</span>]次</p></div>
<div class="v_news_content">{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}<p>附件1：</p><ul><li><a href="/x">产业项目表.xlsx</a></li></ul></div>
<p align=right>【<a href=#>关闭</a>】</p></form></div></body></html>"""

IFRAME = """<html><body><div class=nav><a href=1>首页</a> <a href=2>新闻</a></div><iframe src="content.html"></iframe></body></html>"""
