// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/header_editor.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

#include <algorithm>

namespace weir::ui {
namespace {

constexpr int typeWidth = 104;
constexpr int removeWidth = 66;
constexpr int nameShare = 4;
constexpr int valueShare = 6;

QHBoxLayout* line(QWidget* widget)
{
    auto* layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    return layout;
}

} // namespace

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
    [[nodiscard]] Bytes nameBytes() const { return nameKept ? originalName : name->text().toStdString(); }
};

HeaderEditor::HeaderEditor(QWidget* parent)
    : QWidget(parent),
      m_list(new QVBoxLayout),
      m_captions(makeCaptions()),
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
    layout->addWidget(m_captions);

    auto* area = new QScrollArea(this);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* rows = new QWidget(area);
    m_list->setContentsMargins(0, 0, 10, 0);
    m_list->setSpacing(4);
    auto* outer = new QVBoxLayout(rows);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addLayout(m_list);
    outer->addStretch(1);
    area->setWidget(rows);
    layout->addWidget(area, 1);
    nameRows();
}

HeaderEditor::~HeaderEditor() = default;

QWidget* HeaderEditor::makeCaptions()
{
    auto* captions = new QWidget(this);
    auto* row = line(captions);
    row->setContentsMargins(0, 0, 10, 0);
    auto* name = new PlainLabel(tr("Name"), PlainLabel::Look::Caption, captions);
    auto* type = new PlainLabel(tr("Type"), PlainLabel::Look::Caption, captions);
    auto* value = new PlainLabel(tr("Value"), PlainLabel::Look::Caption, captions);
    // The shares count from nothing, as those of the fields below: else a longer word would move a column.
    for (PlainLabel* caption : {name, value})
        caption->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    type->setFixedWidth(typeWidth);
    row->addWidget(name, nameShare);
    row->addWidget(type);
    row->addWidget(value, valueShare);
    row->addSpacing(removeWidth + row->spacing());
    return captions;
}

int HeaderEditor::count() const
{
    return static_cast<int>(m_rows.size());
}

HeaderEditor::Row& HeaderEditor::appendRow()
{
    auto row = std::make_unique<Row>();
    row->widget = new QWidget(this);
    auto* layout = line(row->widget);
    row->name = new QLineEdit(row->widget);
    row->type = new QComboBox(row->widget);
    row->type->setFixedWidth(typeWidth);
    row->value = new QLineEdit(row->widget);
    row->remove = linkButton(tr("Remove"), row->widget);
    row->remove->setFixedWidth(removeWidth);
    for (QLineEdit* field : {row->name, row->value}) {
        field->setFont(Theme::monoFont());
        field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        field->installEventFilter(this);
    }
    layout->addWidget(row->name, nameShare);
    layout->addWidget(row->type);
    layout->addWidget(row->value, valueShare);
    layout->addWidget(row->remove);
    for (const InputType type : allInputTypes())
        row->type->addItem(inputTypeName(type), static_cast<int>(type));

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

void HeaderEditor::fill(Row& row, const Bytes& name, const Input& input, const OptionalBytes& original)
{
    const Input nameInput = inputFor(name);
    row.originalName = name;
    row.originalValue = original;
    // Names have no placeholders, so their braces are not marked.
    row.nameKept = !name.empty() && (nameInput.type == InputType::Original || name.find('\n') != Bytes::npos);
    row.name->setText(row.nameKept ? displayText(std::string_view(name)) : QString::fromStdString(name));
    row.name->setReadOnly(row.nameKept);
    if (input.type == InputType::Original)
        row.type->addItem(inputTypeName(InputType::Original), static_cast<int>(InputType::Original));
    row.type->setCurrentIndex(row.type->findData(static_cast<int>(input.type)));
    row.value->setText(input.text);
    row.value->setCursorPosition(0); // of a long value the beginning is seen
    showRow(row);
}

void HeaderEditor::showRow(Row& row)
{
    const bool typed = isTyped(row.kind());
    row.value->setEnabled(typed);
    row.value->setPlaceholderText(typed ? QString() : inputTypeName(row.kind()));
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
    m_captions->setVisible(!m_rows.empty());
}

void HeaderEditor::addRow()
{
    appendRow().name->setFocus();
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
    for (QWidget* part : std::initializer_list<QWidget*>{(*at)->name, (*at)->type, (*at)->value, (*at)->remove}) {
        part->disconnect(this);
        part->removeEventFilter(this);
    }
    m_rows.erase(at);
    nameRows();
    Q_EMIT changed();
}

void HeaderEditor::clear()
{
    while (!m_rows.empty())
        removeRow(m_rows.back().get());
}

bool HeaderEditor::moveTo(int row, const QObject* column)
{
    if (row < 0 || row >= count())
        return false;
    for (const auto& any : m_rows) {
        if (any->value == column) {
            m_rows[static_cast<std::size_t>(row)]->value->setFocus();
            return true;
        }
    }
    m_rows[static_cast<std::size_t>(row)]->name->setFocus();
    return true;
}

bool HeaderEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto at = std::ranges::find_if(m_rows, [&](const auto& row) { return row->name == watched || row->value == watched; });
    if (at == m_rows.end())
        return QWidget::eventFilter(watched, event);
    const int row = static_cast<int>(at - m_rows.begin());
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (plain && key->key() == Qt::Key_Up)
        return moveTo(row - 1, watched);
    if (plain && key->key() == Qt::Key_Down)
        return moveTo(row + 1, watched);
    if (plain && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
        if (row + 1 < count())
            return moveTo(row + 1, watched);
        addRow();
        return true;
    }
    if (key->modifiers() == Qt::ControlModifier && key->key() == Qt::Key_Delete) {
        removeRow(at->get());
        moveTo(std::min(row, count() - 1), nullptr);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void HeaderEditor::setHeaders(const std::vector<std::pair<Bytes, OptionalBytes>>& headers)
{
    clear();
    for (const auto& [name, value] : headers) {
        Input input = inputFor(value);
        if (input.text.contains(u'\n'))
            input = {InputType::Original, {}};
        fill(appendRow(), name, input, value);
    }
    Q_EMIT changed();
}

void HeaderEditor::setWritten(const std::vector<TemplateHeader>& headers)
{
    clear();
    for (const TemplateHeader& header : headers) {
        Input input{inputTypeOf(header.value.type), QString::fromStdString(header.value.text)};
        OptionalBytes original;
        // A line edit knows no second line.
        if (input.text.contains(u'\n')) {
            original = bytesOf(input.type, input.text).value_or(OptionalBytes(header.value.text));
            input = {InputType::Original, {}};
        }
        fill(appendRow(), header.name, input, original);
    }
    Q_EMIT changed();
}

std::vector<TemplateHeader> HeaderEditor::draft() const
{
    std::vector<TemplateHeader> result;
    for (const auto& row : m_rows)
        result.push_back({row->nameBytes(), payloadOf(row->kind(), row->value->text(), row->originalValue)});
    return result;
}

Result<std::vector<TemplateHeader>> HeaderEditor::written() const
{
    int number = 0;
    for (const auto& row : m_rows) {
        ++number;
        if (const auto value = row->bytes(); !value) {
            return fail(ErrorKind::InvalidInput,
                        tr("Header %1: %2").arg(number).arg(QString::fromStdString(value.error().message)).toStdString());
        }
    }
    return draft();
}

Result<Headers> HeaderEditor::headers() const
{
    if (const auto checked = written(); !checked)
        return fail(checked.error());
    Headers result;
    for (const auto& row : m_rows)
        result.push_back({row->nameBytes(), *row->bytes()});
    return result;
}

} // namespace weir::ui
