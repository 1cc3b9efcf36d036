// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/operation_list.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QTimer>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {

struct OperationList::Row {
    QWidget* widget = nullptr;
    QLineEdit* text = nullptr;
    QPushButton* remove = nullptr;
    PlainLabel* problem = nullptr;
};

OperationList::OperationList(QWidget* parent)
    : QWidget(parent),
      m_list(new QVBoxLayout),
      m_none(new PlainLabel(tr("No operation yet: every record is sent with the bytes it has."), PlainLabel::Look::Dim, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_none->setWordWrap(true);
    m_list->setSpacing(6);
    layout->addWidget(m_none);
    layout->addLayout(m_list);
    auto* add = plainButton(tr("&Add operation"), this);
    auto* menu = new QMenu(add);
    const auto offer = [&](const QString& name, const QString& text) {
        connect(menu->addAction(name), &QAction::triggered, this, [this, text] { addLine(text); });
    };
    offer(tr("Set a field"), QStringLiteral("set value."));
    offer(tr("Remove a field"), QStringLiteral("remove value."));
    offer(tr("Replace one value by another"), QStringLiteral("replace value."));
    offer(tr("Set a header"), QStringLiteral("set header[\"name\"] = "));
    offer(tr("Remove a header"), QStringLiteral("remove header[\"name\"]"));
    offer(tr("Set the key"), QStringLiteral("set key = "));
    add->setMenu(menu);
    auto* row = new QHBoxLayout;
    row->addWidget(add);
    row->addStretch(1);
    layout->addLayout(row);
    auto* notation = new PlainLabel(tr("set value.data.amount = 12.90 · remove value.debug · replace value.currency \"EUR\" with "
                                       "\"USD\" · set header[\"source\"] = web · set key = NULL"),
                                    PlainLabel::Look::Caption, this);
    notation->setWordWrap(true);
    layout->addWidget(notation);
}

OperationList::~OperationList() = default;

void OperationList::setOperations(const std::vector<FieldOperation>& operations)
{
    for (const FieldOperation& operation : operations)
        addLine(QString::fromStdString(toText(operation)));
}

void OperationList::addLine(const QString& text)
{
    auto row = std::make_unique<Row>();
    Row* made = row.get();
    made->widget = new QWidget(this);
    auto* layout = new QVBoxLayout(made->widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    made->text = new QLineEdit(text, made->widget);
    made->text->setFont(Theme::monoFont());
    made->text->setPlaceholderText(QStringLiteral("set value.data.amount = 12.90"));
    made->remove = linkButton(tr("Remove"), made->widget);
    line->addWidget(made->text, 1);
    line->addWidget(made->remove);
    layout->addLayout(line);
    made->problem = new PlainLabel({}, PlainLabel::Look::Caption, made->widget);
    made->problem->setTone(Tone::Bad);
    made->problem->setWordWrap(true);
    layout->addWidget(made->problem);
    m_list->addWidget(made->widget);
    made->widget->show();
    m_rows.push_back(std::move(row));
    connect(made->text, &QLineEdit::textChanged, this, [this, made] {
        check(*made);
        Q_EMIT changed();
    });
    // An operation is read from its beginning.
    connect(made->text, &QLineEdit::editingFinished, made->text, [field = made->text] { field->setCursorPosition(0); });
    connect(made->remove, &QPushButton::clicked, this, [this, made] { remove(made); });
    check(*made);
    nameRows();
    made->text->setFocus();
    made->text->setCursorPosition(static_cast<int>(text.size()));
    Q_EMIT changed();
}

void OperationList::remove(const Row* row)
{
    const auto found = std::ranges::find_if(m_rows, [&](const auto& one) { return one.get() == row; });
    if (found == m_rows.end())
        return;
    // The button that was clicked is in it.
    (*found)->widget->hide();
    (*found)->widget->deleteLater();
    m_rows.erase(found);
    nameRows();
    Q_EMIT changed();
}

void OperationList::check(Row& row)
{
    const QString text = row.text->text().trimmed();
    QString problem;
    if (!text.isEmpty())
        if (const auto parsed = parseFieldOperation(text.toStdString()); !parsed)
            problem = sentenceOf(parsed.error());
    row.problem->setText(problem);
    row.problem->setVisible(!problem.isEmpty());
}

void OperationList::nameRows()
{
    m_none->setVisible(m_rows.empty());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->text->setAccessibleName(tr("Operation %1").arg(i + 1));
        m_rows[i]->remove->setAccessibleName(tr("Remove operation %1").arg(i + 1));
    }
}

Result<std::vector<FieldOperation>> OperationList::operations() const
{
    std::vector<FieldOperation> operations;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QString text = m_rows[i]->text->text().trimmed();
        if (text.isEmpty())
            continue;
        auto parsed = parseFieldOperation(text.toStdString());
        if (!parsed)
            return fail(ErrorKind::InvalidInput,
                        tr("Operation %1: %2").arg(i + 1).arg(QString::fromStdString(parsed.error().message)).toStdString());
        operations.push_back(std::move(*parsed));
    }
    return operations;
}

} // namespace weir::ui
