// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/filter_help.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QtCore/QFile>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

/// The page without the comment that carries its licence.
QString page()
{
    QFile file(QStringLiteral(":/help/filter-language.md"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    if (text.startsWith(QLatin1String("<!--")))
        text = text.mid(text.indexOf(QLatin1String("-->")) + 3).trimmed();
    return text;
}

} // namespace

FilterHelp::FilterHelp(QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Filter language"));
    resize(760, 620);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    auto* text = new QPlainTextEdit(this);
    text->setReadOnly(true);
    text->setFont(Theme::monoFont());
    text->setAccessibleName(windowTitle());
    // Tab leaves the page instead of doing nothing in it.
    text->setTabChangesFocus(true);
    text->setPlainText(page());
    layout->addWidget(text, 1);
    auto* buttons = new QHBoxLayout;
    auto* close = plainButton(tr("Close"), this);
    buttons->addStretch(1);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace weir::ui
