// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/letter_editor.h"

#include "ui/deadletters/bytes_edit.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {
namespace {

bool fitsALine(std::string_view bytes)
{
    return bytes.size() <= 4096 && bytes.find('\n') == std::string_view::npos && editableAsText(bytes);
}

} // namespace

struct LetterEditor::HeaderRow {
    Header header; ///< as it came; what is typed wins where both fields can be typed into
    bool typed = true;
    QWidget* widget = nullptr;
    QLineEdit* name = nullptr;
    QLineEdit* value = nullptr;
    QPushButton* remove = nullptr;
};

LetterEditor::LetterEditor(QWidget* parent)
    : QWidget(parent),
      m_key(new BytesEdit(tr("Key"), 1, this)),
      m_value(new BytesEdit(tr("Value"), 8, this)),
      m_list(new QVBoxLayout),
      m_none(new PlainLabel(tr("No headers."), PlainLabel::Look::Dim, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_key);
    layout->addWidget(m_value, 1);
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("Headers"), PlainLabel::Look::Strong, this));
    auto* rule = new PlainLabel(tr("the header policy decides about them afterwards"), PlainLabel::Look::Caption, this);
    head->addWidget(rule, 1);
    auto* add = linkButton(tr("Add header"), this);
    head->addWidget(add);
    layout->addLayout(head);
    layout->addWidget(m_none);
    m_list->setSpacing(4);
    layout->addLayout(m_list);
    connect(m_key, &BytesEdit::changed, this, &LetterEditor::changed);
    connect(m_value, &BytesEdit::changed, this, &LetterEditor::changed);
    connect(add, &QPushButton::clicked, this, [this] {
        addHeader({{}, Bytes()}, true).name->setFocus();
        Q_EMIT changed();
    });
}

LetterEditor::~LetterEditor() = default;

void LetterEditor::setLetter(const Record& letter)
{
    const QSignalBlocker quiet(this);
    m_key->setOriginal(letter.key);
    m_value->setOriginal(letter.value);
    for (const auto& row : m_rows)
        row->widget->deleteLater();
    m_rows.clear();
    m_original = letter.headers;
    for (const Header& header : letter.headers)
        addHeader(header, false);
    nameHeaders();
}

LetterEditor::HeaderRow& LetterEditor::addHeader(const Header& header, bool own)
{
    auto row = std::make_unique<HeaderRow>();
    HeaderRow* made = row.get();
    made->header = header;
    made->typed = own || (header.value && fitsALine(header.name) && fitsALine(*header.value));
    made->widget = new QWidget(this);
    auto* line = new QHBoxLayout(made->widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    const auto shown = [&](const OptionalBytes& bytes) {
        return made->typed ? QString::fromStdString(bytes.value_or(Bytes())) : displayText(bytes, 200);
    };
    made->name = new QLineEdit(shown(header.name), made->widget);
    made->value = new QLineEdit(shown(header.value), made->widget);
    made->remove = linkButton(tr("Remove"), made->widget);
    for (QLineEdit* field : {made->name, made->value}) {
        field->setFont(Theme::monoFont());
        field->setReadOnly(!made->typed);
        field->setCursorPosition(0);
        if (!made->typed)
            field->setToolTip(plainToolTip(tr("A text field would change these bytes: the header is kept as it is, or removed.")));
        connect(field, &QLineEdit::textChanged, this, &LetterEditor::changed);
    }
    line->addWidget(made->name, 2);
    line->addWidget(made->value, 3);
    line->addWidget(made->remove);
    m_list->addWidget(made->widget);
    made->widget->show();
    m_rows.push_back(std::move(row));
    connect(made->remove, &QPushButton::clicked, this, [this, made] { removeHeader(made); });
    nameHeaders();
    return *made;
}

void LetterEditor::removeHeader(const HeaderRow* row)
{
    const auto found = std::ranges::find_if(m_rows, [&](const auto& one) { return one.get() == row; });
    if (found == m_rows.end())
        return;
    (*found)->widget->hide();
    (*found)->widget->deleteLater();
    m_rows.erase(found);
    nameHeaders();
    Q_EMIT changed();
}

void LetterEditor::nameHeaders()
{
    m_none->setVisible(m_rows.empty());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->name->setAccessibleName(tr("Name of header %1").arg(i + 1));
        m_rows[i]->value->setAccessibleName(tr("Value of header %1").arg(i + 1));
        m_rows[i]->remove->setAccessibleName(tr("Remove header %1").arg(i + 1));
    }
}

Headers LetterEditor::headers() const
{
    Headers made;
    for (const auto& row : m_rows) {
        if (row->typed)
            made.push_back({row->name->text().toStdString(), row->value->text().toStdString()});
        else
            made.push_back(row->header);
    }
    return made;
}

Result<RecordEdit> LetterEditor::edit() const
{
    RecordEdit edit;
    auto key = m_key->replacement();
    if (!key)
        return fail(ErrorKind::InvalidInput, tr("Key: %1").arg(QString::fromStdString(key.error().message)).toStdString());
    auto value = m_value->replacement();
    if (!value)
        return fail(ErrorKind::InvalidInput, tr("Value: %1").arg(QString::fromStdString(value.error().message)).toStdString());
    edit.key = std::move(*key);
    edit.value = std::move(*value);
    if (Headers now = headers(); now != m_original)
        edit.headers = std::move(now);
    return edit;
}

} // namespace weir::ui
