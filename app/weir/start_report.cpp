// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/start_report.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QFile>
#include <QtCore/QTimer>
#include <QtWidgets/QAbstractItemView>

#include <chrono>

void StartReport::installIfAsked(QObject* parent)
{
    const QString path = qEnvironmentVariable("WEIR_START_REPORT");
    if (!path.isEmpty())
        QCoreApplication::instance()->installEventFilter(new StartReport(path, parent));
}

StartReport::StartReport(QString path, QObject* parent) : QObject(parent), m_path(std::move(path)) {}

bool StartReport::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::Paint)
        return false;
    auto* widget = qobject_cast<QWidget*>(watched);
    // Written on the next turn of the event loop: by then the frame this paint belongs to has been handed over.
    if (widget && !m_painted && widget->isWindow()) {
        m_painted = true;
        QTimer::singleShot(0, this, [this] { write("first_paint"); });
    }
    const auto* view = widget ? qobject_cast<QAbstractItemView*>(widget->parentWidget()) : nullptr;
    if (view && !m_rows && view->viewport() == widget && view->model() && view->model()->rowCount() > 0) {
        m_rows = true;
        QTimer::singleShot(0, this, [this] { write("first_rows"); });
    }
    if (m_painted && m_rows)
        QCoreApplication::instance()->removeEventFilter(this);
    return false;
}

void StartReport::write(const char* what)
{
    QFile file(m_path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        return;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    file.write(QByteArray(what) + ' ' + QByteArray::number(qint64(std::chrono::nanoseconds(now).count())) + '\n');
}
