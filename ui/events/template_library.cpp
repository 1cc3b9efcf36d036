// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/template_library.h"

#include "core/events/template_folder.h"

#include <QtCore/QDir>
#include <QtCore/QSettings>

#include <algorithm>

namespace weir::ui {
namespace {

const QString& folderKey()
{
    static const QString key = QStringLiteral("send/template-folder");
    return key;
}

std::filesystem::path pathOf(const QString& folder)
{
    return folder.toStdString();
}

std::optional<EventTemplate> onDisk(const std::filesystem::path& root, const EventTemplate& value)
{
    const auto all = loadTemplates(root);
    if (!all)
        return std::nullopt;
    const auto at = std::ranges::find_if(all->values, [&](const EventTemplate& one) { return one.name == value.name && one.folder == value.folder; });
    return at == all->values.end() ? std::nullopt : std::optional(*at);
}

struct SaveAnswer {
    Result<void> written;
    bool meanwhile = false;
    std::optional<EventTemplate> theirs{};
};

SaveAnswer saveExpecting(const std::filesystem::path& root, const EventTemplate& value, TemplateLibrary::Expect expect, const EventTemplate& before)
{
    using Expect = TemplateLibrary::Expect;
    if (expect == Expect::Unchanged) {
        auto now = onDisk(root, before);
        if (now != before)
            return {.written = {}, .meanwhile = true, .theirs = std::move(now)};
    }
    const auto path = saveTemplate(root, value, expect != Expect::Nothing);
    return {path ? Result<void>() : fail(path.error())};
}

} // namespace

TemplateLibrary::TemplateLibrary(PageContext context, QObject* parent) : QObject(parent), m_context(std::move(context))
{
    m_folder = QSettings().value(folderKey()).toString();
    m_default = m_folder.isEmpty();
    if (m_default)
        m_folder = QString::fromStdString(defaultTemplateFolder().string());
    for (const EventTemplate& value : shippedTemplates())
        m_templates.push_back({value, true});
}

void TemplateLibrary::setFolder(const QString& folder)
{
    QSettings().setValue(folderKey(), folder);
    m_folder = folder;
    m_default = false;
    m_read = false;
    reload();
}

std::filesystem::path TemplateLibrary::dataFolder() const
{
    return m_read ? pathOf(m_folder) : std::filesystem::path();
}

QString TemplateLibrary::name() const
{
    const QString name = QDir(m_folder).dirName();
    return m_read && !name.isEmpty() ? name : tr("those that come with Weir");
}

void TemplateLibrary::reload()
{
    m_load.start(
        m_context.tasks, [root = pathOf(m_folder)](const std::stop_token&) { return loadTemplates(root); },
        [this](Result<Partial<std::vector<EventTemplate>>> answer) {
            std::erase_if(m_templates, [](const LibraryTemplate& one) { return !one.shipped; });
            m_failures.clear();
            m_error.reset();
            m_read = answer.has_value();
            if (answer) {
                for (EventTemplate& value : answer->values)
                    m_templates.push_back({std::move(value), false});
                m_failures = std::move(answer->failures);
            } else if (!m_default || answer.error().kind != ErrorKind::NotFound) {
                m_error = answer.error();
            }
            Q_EMIT changed();
        });
}

void TemplateLibrary::save(const EventTemplate& value, Expect expect, const EventTemplate& before)
{
    runTask(
        this, m_context.tasks,
        [root = pathOf(m_folder), value, expect, before](const std::stop_token&) { return saveExpecting(root, value, expect, before); },
        [this, value](const SaveAnswer& answer) {
            if (answer.meanwhile) {
                Q_EMIT changedMeanwhile(value, answer.theirs);
                return;
            }
            if (!answer.written) {
                Q_EMIT saveFailed(value, answer.written.error());
                return;
            }
            Q_EMIT saved(value);
            reload();
        });
}

} // namespace weir::ui
