// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/header_editor.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

#include <algorithm>

namespace weir::ui {

/// The widgets of one header; `original*` keep bytes that a line edit would change.
struct HeaderEditor::Row {
    QWidget* widget = nullptr;
    QLineEdit* name = nullptr;
    QComboBox* type = nullptr;
    QLineEdit* value = nullptr;
    QPushButton* remove = nullptr;
    Bytes originalName;
    OptionalBytes originalValue;
    bool nameKept = false; ///< the name is bytes that cannot be typed

    [[nodiscard]] InputType kind() const { return static_cast<InputType>(type->currentData().toInt()); }
    [[nodiscard]] Result<OptionalBytes> bytes() const { return bytesOf(kind(), value->text(), originalValue); }
};

HeaderEditor::HeaderEditor(QWidget* parent)
    : QWidget(parent),
      m_list(new QVBoxLayout),
      m_none(new PlainLabel(tr("No headers."), PlainLabel::Look::Dim, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("Headers"), PlainLabel::Look::Strong, this));
    head->addStretch(1);
    auto* add = linkButton(tr("Add header"), this);
    connect(add, &QPushButton::clicked, this, &HeaderEditor::addRow);
    head->addWidget(add);
    layout->addLayout(head);
    layout->addWidget(m_none);

    auto* area = new QScrollArea(this);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidgetResizable(true);
    auto* rows = new QWidget(area);
    m_list->setContentsMargins(0, 0, 4, 0);
    m_list->setSpacing(4);
    auto* outer = new QVBoxLayout(rows);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addLayout(m_list);
    outer->addStretch(1);
    area->setWidget(rows);
    layout->addWidget(area, 1);
}

HeaderEditor::~HeaderEditor() = default;

int HeaderEditor::count() const
{
    return static_cast<int>(m_rows.size());
}

HeaderEditor::Row& HeaderEditor::appendRow(const Bytes& name, const OptionalBytes& value)
{
    auto row = std::make_unique<Row>();
    row->originalName = name;
    row->originalValue = value;
    row->widget = new QWidget(this);
    auto* line = new QHBoxLayout(row->widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    row->name = new QLineEdit(row->widget);
    row->name->setFont(Theme::monoFont());
    row->name->setPlaceholderText(tr("Name"));
    row->type = new QComboBox(row->widget);
    row->value = new QLineEdit(row->widget);
    row->value->setFont(Theme::monoFont());
    row->remove = linkButton(tr("Remove"), row->widget);
    line->addWidget(row->name, 4);
    line->addWidget(row->type);
    line->addWidget(row->value, 6);
    line->addWidget(row->remove);
    for (const InputType type : {InputType::Text, InputType::Json, InputType::Hex, InputType::Base64, InputType::Null, InputType::Empty})
        row->type->addItem(inputTypeName(type), static_cast<int>(type));

    const Input nameInput = inputFor(name);
    row->nameKept = !name.empty() && (nameInput.type == InputType::Original || nameInput.text.contains(u'\n'));
    row->name->setText(row->nameKept ? displayText(std::string_view(name)) : nameInput.text);
    row->name->setReadOnly(row->nameKept);
    Input input = inputFor(value);
    if (input.type == InputType::Original || input.text.contains(u'\n')) {
        input = {InputType::Original, {}};
        row->type->addItem(inputTypeName(InputType::Original), static_cast<int>(InputType::Original));
    }
    row->type->setCurrentIndex(row->type->findData(static_cast<int>(input.type)));
    row->value->setText(input.text);

    Row* plain = row.get();
    const auto tell = [this, plain] {
        showRow(*plain);
        Q_EMIT changed();
    };
    connect(row->name, &QLineEdit::textChanged, this, tell);
    connect(row->type, &QComboBox::currentIndexChanged, this, tell);
    connect(row->value, &QLineEdit::textChanged, this, tell);
    connect(row->remove, &QPushButton::clicked, this, [this, plain] { removeRow(plain); });
    m_list->addWidget(row->widget);
    m_rows.push_back(std::move(row));
    showRow(*plain);
    nameRows();
    return *plain;
}

void HeaderEditor::showRow(Row& row)
{
    const InputType kind = row.kind();
    const bool typed = kind != InputType::Null && kind != InputType::Empty && kind != InputType::Original;
    row.value->setEnabled(typed);
    row.value->setPlaceholderText(typed ? tr("Value") : QString());
    const auto bytes = row.bytes();
    row.value->setProperty("look", bytes ? QVariant() : QVariant(QStringLiteral("invalid")));
    row.value->setToolTip(bytes ? QString() : plainToolTip(QString::fromStdString(bytes.error().message)));
    // A style sheet reads the property only when it is polished again.
    row.value->setStyleSheet(row.value->styleSheet());
}

void HeaderEditor::nameRows()
{
    int number = 0;
    for (const auto& row : m_rows) {
        ++number;
        row->name->setAccessibleName(tr("Header %1, name").arg(number));
        row->type->setAccessibleName(tr("Header %1, type").arg(number));
        row->value->setAccessibleName(tr("Header %1, value").arg(number));
        row->remove->setAccessibleName(tr("Remove header %1").arg(number));
    }
    m_none->setVisible(m_rows.empty());
}

void HeaderEditor::addRow()
{
    appendRow({}, Bytes()).type->setCurrentIndex(0);
    m_rows.back()->name->setFocus();
    Q_EMIT changed();
}

void HeaderEditor::removeRow(const Row* row)
{
    const auto at = std::ranges::find(m_rows, row, &std::unique_ptr<Row>::get);
    if (at == m_rows.end())
        return;
    // The click that led here still runs inside the button.
    (*at)->widget->hide();
    (*at)->widget->deleteLater();
    (*at)->widget->disconnect(this);
    for (QWidget* part : std::initializer_list<QWidget*>{(*at)->name, (*at)->type, (*at)->value, (*at)->remove})
        part->disconnect(this);
    m_rows.erase(at);
    nameRows();
    Q_EMIT changed();
}

void HeaderEditor::setHeaders(const std::vector<std::pair<Bytes, OptionalBytes>>& headers)
{
    while (!m_rows.empty())
        removeRow(m_rows.back().get());
    for (const auto& [name, value] : headers)
        appendRow(name, value);
    Q_EMIT changed();
}

Result<Headers> HeaderEditor::headers() const
{
    Headers result;
    int number = 0;
    for (const auto& row : m_rows) {
        ++number;
        auto value = row->bytes();
        if (!value) {
            return fail(ErrorKind::InvalidInput,
                        tr("Header %1: %2").arg(number).arg(QString::fromStdString(value.error().message)).toStdString());
        }
        result.push_back({row->nameKept ? row->originalName : row->name->text().toStdString(), std::move(*value)});
    }
    return result;
}

} // namespace weir::ui
