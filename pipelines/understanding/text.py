"""Text made safe and even: bounded, without invisible characters, folded for matching with every position kept."""

import re
import unicodedata

MAX_TITLE = 600
"""Characters of a title that are read; a longer one is cut."""
MAX_SUMMARY = 4_000
MAX_BODY = 12_000
"""Characters of a body that are read: about 2,000 words.  The rest is not understood."""

_SURROGATES = re.compile("[\ud800-\udfff]")
# Zero-width characters, direction marks, soft hyphen, control characters, Arabic vowel signs and tatweel.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_BLANKS = re.compile(r"[^\S\n]+")

_SAME = {
    **dict.fromkeys(map(ord, "’‘ʼ‛´`′"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»＂″「」『』《》〈〉"), '"'),
    **dict.fromkeys(map(ord, "–—―‐‑‒−－"), "-"),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    **dict.fromkeys(map(ord, "ىی"), "ي"),
    ord("ک"): "ك",
    ord("ё"): "е",
    ord("İ"): "i",
}

# Traditional characters of the words that the triggers use, each with its simplified twin: patterns are written once.
_TRADITIONAL = (
    "購购 併并 與与 據据 報报 訴诉 訟讼 狀状 獲获 資资 輪轮 領领 發发 佈布 開开 鬥斗 們们 個个 為为 無无 業业 產产 億亿 萬万 "
    "網网 電电 動动 總总 經经 裁裁 決决 駁驳 賠赔 償偿 達达 協协 議议 認认 權权 證证 護护 專专 侵侵 爭争 對对 將将 還还 過过 "
    "於于 從从 來来 時时 間间 們们 說说 話话 語语 談谈 計计 劃划 劃划 規规 模模 型型 組组 織织 創创 辦办 續续 約约 價价 值值 "
    "錢钱 銀银 團团 體体 聯联 聲声 稱称 請请 響响 場场 廠厂 進进 運运 選选 邁迈 遞递 遭遭 門门 問问 題题 顧顾 願愿 類类 風风 "
    "飛飞 馬马 驗验 龍龙 點点 賣卖 買买 貸贷 費费 貿贸 賬账 質质 贏赢 輸输 轉转 較较 載载 適适 邊边 鎖锁 錄录 鐘钟 鏈链 際际 "
    "隊队 階阶 隨随 險险 雙双 難难 雲云 靈灵 預预 頭头 頻频 額额 顯显 飯饭 館馆 駛驶 麼么 齊齐 傳传 傷伤 債债 價价 優优 儲储 "
    "關关 勝胜 務务 勞劳 勢势 匯汇 區区 華华 單单 卻却 參参 員员 圖图 國国 執执 媒媒 學学 實实 審审 寫写 導导 屬属 島岛 師师 "
    "帶带 幣币 應应 戰战 擇择 擬拟 據据 數数 斷断 術术 構构 機机 權权 標标 歐欧 歸归 殺杀 氣气 測测 準准 滿满 演演 漲涨 滅灭 "
    "熱热 燈灯 營营 現现 環环 異异 當当 瞭了 確确 禮礼 種种 積积 穩稳 競竞 筆笔 節节 範范 籌筹 級级 紀纪 納纳 紐纽 純纯 細细 "
    "終终 結结 給给 統统 絕绝 維维 線线 編编 緊紧 縮缩 績绩 繼继 罰罚 聞闻 職职 腦脑 興兴 舊旧 艱艰 藝艺 補补 裝装 製制 複复 "
    "見见 親亲 觀观 觸触 訂订 託托 訊讯 設设 許许 評评 詞词 試试 該该 詳详 誤误 調调 謠谣 謀谋 識识 譯译 變变 讓让 讚赞 負负 "
    "財财 責责 貨货 購购 賽赛 輔辅 輛辆 辭辞 農农 週周 遊游 遠远 鄉乡 釋释 銷销 鋪铺 閉闭 陣阵 陸陆 陽阳 雖虽 離离 須须 驚惊"
)
_FOLD = {**_SAME, ord("İ"): "i", **{ord(pair[0]): pair[1] for pair in _TRADITIONAL.split()}}


def clean(text: str, limit: int) -> str:
    """`text` cut to `limit`, composed (NFC), half surrogates replaced, invisible characters gone, blanks single."""
    kept = _SURROGATES.sub("\ufffd", text[:limit])
    if not unicodedata.is_normalized("NFC", kept):
        kept = unicodedata.normalize("NFC", kept)
    return _BLANKS.sub(" ", _INVISIBLE.sub("", kept)).strip()


def unread(title: str, summary: str, body: str) -> int:
    """Characters past the limits: they are not understood."""
    parts = ((title, MAX_TITLE), (summary, MAX_SUMMARY), (body, MAX_BODY))
    return sum(max(0, len(text) - limit) for text, limit in parts)


def fold(text: str) -> str:
    """Lower case, one form for quotes, dashes, wide letters, Arabic alefs, Chinese characters.  Keeps every position."""
    plain = text.translate(_FOLD)
    low = plain.lower()
    if len(low) == len(plain):
        return low
    return "".join(low_char if len(low_char := char.lower()) == 1 else char for char in plain)
