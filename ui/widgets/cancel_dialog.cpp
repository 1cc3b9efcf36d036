// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cancel_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace weir::ui {

CancelDialog::CancelDialog(const QString& title, const QString& sentence, const QString& cancel, QWidget* parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(14);
    layout->addWidget(new PlainLabel(title, PlainLabel::Look::Title, this));
    auto* text = new PlainLabel(sentence, PlainLabel::Look::Text, this);
    text->setWordWrap(true);
    text->setMinimumWidth(420);
    layout->addWidget(text);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addStretch(1);
    auto* keep = plainButton(tr("Keep it"), this);
    auto* confirm = dangerButton(cancel, this);
    keep->setDefault(true);
    row->addWidget(keep);
    row->addWidget(confirm);
    layout->addLayout(row);
    connect(keep, &QPushButton::clicked, this, &QDialog::reject);
    connect(confirm, &QPushButton::clicked, this, &QDialog::accept);
    keep->setFocus();
}

} // namespace weir::ui
