// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/help_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QtCore/QFile>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

/// The page without the comment that carries its licence.
QString textOf(const QString& page)
{
    QFile file(QStringLiteral(":/help/") + page);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    if (text.startsWith(QLatin1String("<!--")))
        text = text.mid(text.indexOf(QLatin1String("-->")) + 3).trimmed();
    return text;
}

} // namespace

HelpDialog::HelpDialog(const QString& title, const QString& page, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(title);
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
    text->setPlainText(textOf(page));
    layout->addWidget(text, 1);
    auto* buttons = new QHBoxLayout;
    auto* close = plainButton(tr("Close"), this);
    buttons->addStretch(1);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace weir::ui
