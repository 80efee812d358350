"""Dates in the texts: an article says "{today}", so that its news is always of the day on which it is published."""

from datetime import datetime, timedelta

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "ja": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
}
MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "ar": [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
}


def day_in(language: str, when: datetime) -> str:
    """Day and month as the language writes them: `10 February`, `10/2`, `2月10日`."""
    if language in MONTHS:
        return f"{when.day} {MONTHS[language][when.month - 1]}"
    if language == "vi":
        return f"{when.day}/{when.month}"
    return f"{when.month}月{when.day}日"


def fill_dates(text: str, language: str, when: datetime) -> str:
    """Write out {today}, {yesterday}, {weekday}, {year}, {last_year} and {two_years_ago}."""
    values = {
        "today": day_in(language, when),
        "yesterday": day_in(language, when - timedelta(days=1)),
        "weekday": WEEKDAYS[language][when.weekday()],
        "year": str(when.year),
        "last_year": str(when.year - 1),
        "two_years_ago": str(when.year - 2),
    }
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
