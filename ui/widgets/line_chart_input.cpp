// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, keyboard, menu and files of LineChart.
#include "ui/async/latest_task.h"
#include "ui/widgets/chart_rows.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/line_chart_parts.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QSaveFile>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QImage>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace weir::ui {
namespace {

constexpr double zoomStep = 0.75;
constexpr double hoverReach = 5; ///< pixels around a mark

/// The sentence of what went wrong; empty when nothing did.
QString writeFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return LineChart::tr("%1 was not written: %2").arg(path, file.errorString());
}

QByteArray pngOf(const QImage& image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

void LineChart::zoom(double factor, double anchorSeconds)
{
    const auto [from, to] = view();
    lookAt(anchorSeconds - (anchorSeconds - from) * factor, anchorSeconds + (to - anchorSeconds) * factor);
}

void LineChart::pan(double seconds)
{
    const auto [from, to] = view();
    lookAt(from + seconds, to + seconds);
}

void LineChart::keyPressEvent(QKeyEvent* event)
{
    ChartPlot& plot = m_parts->plot;
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const bool known = plot.hasPoints() && !m_parts->tableShown;
    const auto [from, to] = view();
    const double anchor = plot.crosshair() >= 0 ? plot.crosshair() : plot.live ? to : (from + to) / 2;
    switch (known ? event->key() : 0) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int way = event->key() == Qt::Key_Left ? -1 : 1;
        if (control)
            return pan(way * (to - from) / 4);
        plot.step(way * (event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1));
        setAccessibleDescription(plot.readout());
        return;
    }
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoom(zoomStep, anchor);
    case Qt::Key_Minus: return zoom(1 / zoomStep, anchor);
    case Qt::Key_Home: return lookAt(plot.first(), plot.first() + (to - from));
    case Qt::Key_End:
    case Qt::Key_0: return setLive(true);
    case Qt::Key_Escape:
        if (plot.crosshair() < 0)
            break;
        plot.pointAt(-1);
        setAccessibleDescription(description());
        return;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void LineChart::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    if (event->reason() == Qt::PopupFocusReason || m_parts->plot.crosshair() < 0)
        return;
    m_parts->plot.pointAt(-1);
    setAccessibleDescription(description());
}

bool LineChart::eventFilter(QObject* watched, QEvent* event)
{
    return (watched == m_parts->plot.widget() && plotEvent(event)) || QWidget::eventFilter(watched, event);
}

bool LineChart::plotEvent(QEvent* event)
{
    ChartPlot& plot = m_parts->plot;
    switch (event->type()) {
    case QEvent::MouseMove: return drag(static_cast<QMouseEvent*>(event));
    case QEvent::MouseButtonPress: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() != Qt::LeftButton)
            return false;
        setFocus(Qt::MouseFocusReason);
        m_parts->drag = Parts::Drag{mouse->position(), plot.from(), plot.to(), false};
        return true;
    }
    case QEvent::MouseButtonRelease:
        m_parts->drag.reset();
        plot.widget()->unsetCursor();
        return true;
    case QEvent::MouseButtonDblClick:
        m_parts->drag.reset();
        setLive(true);
        return true;
    case QEvent::Wheel: return wheel(static_cast<QWheelEvent*>(event));
    case QEvent::Leave: plot.pointAt(-1); return false;
    case QEvent::ToolTip: {
        const auto* help = static_cast<QHelpEvent*>(event);
        showHoverWords(help->pos(), help->globalPos());
        return true;
    }
    case QEvent::Resize:
        // After the plot has taken its new size: words need other lines then.
        QMetaObject::invokeMethod(this, [this] { redraw(); }, Qt::QueuedConnection);
        return false;
    default: return false;
    }
}

bool LineChart::drag(QMouseEvent* event)
{
    ChartPlot& plot = m_parts->plot;
    if (!m_parts->drag || !event->buttons().testFlag(Qt::LeftButton)) {
        m_parts->drag.reset();
        const QRect area = plot.area();
        const QPoint at = event->position().toPoint();
        plot.pointAt(at.x() >= area.left() - 4 && at.x() <= area.right() + 4 ? std::max(0, at.x()) : -1);
        return true;
    }
    Parts::Drag& drag = *m_parts->drag;
    const double moved = event->position().x() - drag.at.x();
    if (!drag.moving && std::abs(moved) < QApplication::startDragDistance())
        return true;
    if (!drag.moving) {
        drag.moving = true;
        plot.widget()->setCursor(Qt::ClosedHandCursor);
        plot.pointAt(-1);
    }
    const double seconds = moved / std::max(1, plot.area().width()) * (drag.to - drag.from);
    lookAt(drag.from - seconds, drag.to - seconds);
    return true;
}

bool LineChart::wheel(QWheelEvent* event)
{
    ChartPlot& plot = m_parts->plot;
    if (!plot.area().contains(event->position().toPoint()))
        return false;
    const QPoint delta = event->angleDelta();
    const auto [from, to] = view();
    if (event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(delta.x()) > std::abs(delta.y())) {
        const int amount = delta.x() != 0 ? delta.x() : delta.y();
        pan(-amount / 120.0 * (to - from) / 10);
    } else if (delta.y() != 0) {
        zoom(std::pow(zoomStep, delta.y() / 120.0), plot.secondsAt(event->position().x()));
    }
    plot.pointAt(event->position().x());
    event->accept();
    return true;
}

void LineChart::showHoverWords(const QPoint& inPlot, const QPoint& onScreen)
{
    const ChartPlot& plot = m_parts->plot;
    const double x = inPlot.x() - plot.area().left();
    double from = x - hoverReach;
    double to = x + hoverReach;
    for (const MarkLayout::Label& label : plot.markLayout().labels) {
        const QRectF words(label.x, plot.area().top() + 2 + label.level * 15, label.width, 15);
        if (words.contains(QPointF(x, inPlot.y()))) {
            from = label.from - hoverReach;
            to = label.to + hoverReach;
        }
    }
    const double perPixel = (plot.to() - plot.from()) / std::max(1, plot.area().width());
    const double middle = plot.from() + (from + to) / 2 * perPixel;
    const QStringList words = markWords(plot.marks, plot.bands, middle, (to - from) / 2 * perPixel, 12);
    if (words.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(onScreen, plainToolTip(words.join(u'\n')).replace(u'\n', QStringLiteral("<br>")), plot.widget());
}

void LineChart::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool points = m_parts->plot.hasPoints();
    const auto add = [&](const QString& text, const QKeySequence& keys, bool enabled, auto action) {
        QAction* entry = menu->addAction(text);
        entry->setShortcut(keys);
        // Shown as a reminder: keyPressEvent() reads them.
        entry->setShortcutContext(Qt::WidgetShortcut);
        entry->setEnabled(enabled);
        connect(entry, &QAction::triggered, this, action);
    };
    add(tr("Back to live"), Qt::Key_0, !isLive(), [this] { setLive(true); });
    add(tr("Zoom in"), Qt::Key_Plus, points, [this] { zoom(zoomStep, (view().first + view().second) / 2); });
    add(tr("Zoom out"), Qt::Key_Minus, points, [this] { zoom(1 / zoomStep, (view().first + view().second) / 2); });
    menu->addSeparator();
    add(isTableShown() ? tr("Show as chart") : tr("Show as table"), {}, points, [this] { setTableShown(!isTableShown()); });
    menu->addSeparator();
    const bool drawn = points && !m_parts->tableShown;
    add(tr("Copy as picture"), {}, drawn, [this] { QGuiApplication::clipboard()->setPixmap(picture()); });
    add(tr("Save picture…"), {}, drawn, [this] { save(tr("Save the picture as"), QStringLiteral("png"), true); });
    add(tr("Copy data as CSV"), {}, points, [this] { copyCsv(); });
    add(tr("Save CSV…"), {}, points, [this] { save(tr("Save the data as"), QStringLiteral("csv"), false); });
    menu->popup(event->globalPos());
}

void LineChart::copyCsv()
{
    // An hour of 200 series is eight megabytes of text.
    runTask(this, TaskPool::create(1), [series = m_parts->plot.series](std::stop_token) { return chartCsv(series); },
            [](const QString& text) { copyText(text); });
}

void LineChart::save(const QString& title, const QString& suffix, bool asPicture)
{
    auto* dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilter(QStringLiteral("*.%1").arg(suffix));
    // What was seen when it was asked for, not what is there when a name has been found.
    const QImage image = asPicture ? picture().toImage() : QImage();
    auto series = asPicture ? std::vector<ChartSeries>() : m_parts->plot.series;
    connect(dialog, &QFileDialog::fileSelected, this, [this, image, series = std::move(series)](const QString& path) {
        runTask(this, TaskPool::create(1),
                [path, image, series](std::stop_token) {
                    return writeFile(path, image.isNull() ? chartCsv(series).toUtf8() : pngOf(image));
                },
                [this](const QString& problem) {
                    m_parts->problem->setText(problem);
                    m_parts->problem->setVisible(!problem.isEmpty());
                });
    });
    dialog->open();
}

} // namespace weir::ui
