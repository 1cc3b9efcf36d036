// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/page_fixture.h"

#include <QtCore/QFile>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

namespace weir::test {

/// A folder of its own for what the Send page keeps: history, templates, settings.
class EventsHome
{
public:
    EventsHome()
    {
        for (const char* place : {"XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
            qputenv(place, m_folder.path().toUtf8());
        // Without these, settings are kept nowhere.
        QCoreApplication::setOrganizationName(QStringLiteral("weir-test"));
        QCoreApplication::setApplicationName(QStringLiteral("weir-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QSettings().setValue(QStringLiteral("send/template-folder"), templates());
    }
    ~EventsHome() { QSettings().remove(QStringLiteral("send/template-folder")); }
    EventsHome(const EventsHome&) = delete;
    EventsHome& operator=(const EventsHome&) = delete;

    [[nodiscard]] QString templates() const { return m_folder.filePath(QStringLiteral("my-templates")); }
    [[nodiscard]] QString history() const { return m_folder.filePath(QStringLiteral("weir/sent.db")); }
    void write(const QString& name, const QByteArray& text) const
    {
        const QString path = templates() + u'/' + name;
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private:
    QTemporaryDir m_folder;
};

} // namespace weir::test
