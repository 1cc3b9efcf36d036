// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cell.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QtGui/QFontInfo>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollArea>

#include <cmath>

using namespace weir::ui;

namespace {

/// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textIsReadable_data();
    void textIsReadable();
    void linesAreVisible_data();
    void linesAreVisible();
    void followsThePalette();
    void contentOfAScrollArea();
    void styleSheetHasNoNamesLeft();
};

void TestTheme::textIsReadable_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");
    for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()}) {
        const std::pair<const char*, QColor> grounds[] = {{"background", theme->background},
                                                          {"panel", theme->panel},
                                                          {"second panel", theme->secondPanel},
                                                          {"selection", theme->selection},
                                                          {"hover", theme->hover}};
        const std::pair<const char*, QColor> texts[] = {
            {"text", theme->text},     {"dim", theme->dimText},         {"accent", theme->accentText},
            {"ok", theme->okText},     {"warning", theme->warningText}, {"bad", theme->badText}};
        const char* mode = theme->dark ? "dark" : "light";
        for (const auto& [textName, text] : texts) {
            for (const auto& [groundName, ground] : grounds)
                QTest::addRow("%s: %s on %s", mode, textName, groundName) << text << ground;
        }
        for (const Tone tone : {Tone::Neutral, Tone::Accent, Tone::Ok, Tone::Warning, Tone::Bad})
            QTest::addRow("%s: tone %d on its tint", mode, static_cast<int>(tone)) << theme->textOf(tone) << theme->tintOf(tone);
        for (const Tone tone : {Tone::Accent, Tone::Ok, Tone::Warning, Tone::Bad})
            QTest::addRow("%s: text on tint %d", mode, static_cast<int>(tone)) << theme->text << theme->tintOf(tone);
        QTest::addRow("%s: on accent", mode) << theme->onAccent << theme->accent;
    }
}

void TestTheme::textIsReadable()
{
    QFETCH(QColor, text);
    QFETCH(QColor, ground);
    const double ratio = contrast(text, ground);
    QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(text.name(), ground.name()).arg(ratio)));
}

void TestTheme::linesAreVisible_data()
{
    QTest::addColumn<QColor>("mark");
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<double>("least");
    for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()}) {
        const char* mode = theme->dark ? "dark" : "light";
        // WCAG asks 3:1 of marks that carry meaning; the Okabe-Ito hues trade a part of it for being told apart.
        for (std::size_t i = 0; i < theme->series.size(); ++i)
            QTest::addRow("%s: series %zu", mode, i) << theme->series[i] << theme->panel << 2.1;
        QTest::addRow("%s: focus ring", mode) << theme->focusRing << theme->panel << 3.0;
        for (const Tone tone : {Tone::Neutral, Tone::Accent, Tone::Ok, Tone::Warning, Tone::Bad})
            QTest::addRow("%s: fill %d", mode, static_cast<int>(tone)) << theme->fillOf(tone) << theme->panel << 3.0;
    }
}

void TestTheme::linesAreVisible()
{
    QFETCH(QColor, mark);
    QFETCH(QColor, ground);
    QFETCH(double, least);
    QVERIFY2(contrast(mark, ground) >= least, qPrintable(QString::number(contrast(mark, ground))));
}

void TestTheme::followsThePalette()
{
    applyTheme(*qApp, Theme::light());
    QWidget window;
    auto* label = new PlainLabel(QStringLiteral("x"), PlainLabel::Look::Dim, &window);
    auto* chart = new LineChart(QStringLiteral("Lag"), &window);
    chart->resize(300, 150);
    chart->setSeries({{QStringLiteral("a"), {{1, 1}, {2, 5}}}});
    window.show();
    QCOMPARE(&themeOf(label), &Theme::light());
    QCOMPARE(label->palette().color(QPalette::WindowText), Theme::light().dimText);
    QCOMPARE(chart->picture().toImage().pixelColor(2, 2), Theme::light().panel);

    applyTheme(*qApp, Theme::darkTheme());
    QCOMPARE(&themeOf(label), &Theme::darkTheme());
    QCOMPARE(label->palette().color(QPalette::WindowText), Theme::darkTheme().dimText);
    QTRY_COMPARE(chart->picture().toImage().pixelColor(2, 2), Theme::darkTheme().panel);
    applyTheme(*qApp, Theme::light());
}

void TestTheme::contentOfAScrollArea()
{
    applyTheme(*qApp, Theme::light());
    QScrollArea area;
    auto* content = new QFrame;
    area.setWidget(content);
    area.show();
    content->ensurePolished();
    QVERIFY2(!themeOf(content).dark, "its ground is transparent, not black");
    applyTheme(*qApp, Theme::darkTheme());
    QVERIFY(themeOf(content).dark);
}

void TestTheme::styleSheetHasNoNamesLeft()
{
    // "{word}" would be a colour name that nobody filled in.
    const QRegularExpression unfilled(QStringLiteral("\\{[a-zA-Z]+\\}"));
    for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()})
        QVERIFY2(!theme->styleSheet().contains(unfilled), qPrintable(unfilled.match(theme->styleSheet()).captured()));
}

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
