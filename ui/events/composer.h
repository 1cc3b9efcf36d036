// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/single_send.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class EventForm;
class PlainLabel;
class RawForm;
class SendForm;
class SendResults;
class TemplateLibrary;

/// The tabs "Event" and "Raw record": what is written, the next records it makes, and what became of those that were sent.
/// Nothing is called sent before its confirmation; one send is under way at a time. GUI thread.
class Composer : public QWidget
{
    Q_OBJECT
public:
    enum class Kind { Event, Raw };
    /// What can be done with a record besides sending it.
    struct Offers {
        bool runs = false;
        bool transactions = false;
    };

    Composer(PageContext context, SentHistory& history, TemplateLibrary& library, Offers offers, QWidget* parent = nullptr);

    void setKind(Kind kind);
    [[nodiscard]] Kind kind() const;
    void setTopics(const QStringList& topics);
    /// Asks about the topics again.
    void checkTopics();
    /// Takes a record over without changing its bytes, into the raw form.
    void fill(const OpenSend& send);
    /// Into the form of its kind, which comes to the front.
    void open(const EventTemplate& value);
    void send();
    void sendAgain(const SentRecord& sent);

    [[nodiscard]] Result<EventTemplate> written() const;
    /// Something was typed since the form was filled or made.
    [[nodiscard]] bool hasTyping() const;
    [[nodiscard]] bool isSending() const { return m_sender->isBusy(); }

Q_SIGNALS:
    void writtenChanged();
    void sendingChanged();
    void sendMany(const weir::EventTemplate& value);
    void addToTransaction(const weir::OutgoingRecord& record);

private:
    /// A form and what it makes.
    struct Side {
        SendForm* form = nullptr;
        NextRecords* next = nullptr;
        EventTemplate base{}; ///< as filled
    };
    QWidget* makePreview();
    QWidget* makeActions(QWidget* parent);
    void watch(Side& side);
    [[nodiscard]] const Side& side() const { return kind() == Kind::Raw ? m_rawSide : m_eventSide; }
    [[nodiscard]] QString whyNot() const;
    [[nodiscard]] QString whyNotMade() const;
    void writeNext();
    void showPreview();
    void showActions();
    void answered(const SentRecordPtr& sent);
    void handOn();

    PageContext m_context;
    TemplateLibrary& m_library;
    Offers m_offers;
    EventForm* m_event = nullptr;
    RawForm* m_raw = nullptr;
    Side m_eventSide;
    Side m_rawSide;
    SingleSend* m_sender;
    NextRecords* m_sentFrom = nullptr; ///< what the send under way came from
    QString m_refusal;                 ///< why nothing could be made, until something changes
    QStackedWidget* m_stack = nullptr;
    QPlainTextEdit* m_lines = nullptr;
    PlainLabel* m_where = nullptr;
    QPlainTextEdit* m_preview = nullptr;
    PlainLabel* m_reason = nullptr;
    QPushButton* m_send = nullptr;
    QPushButton* m_many = nullptr;
    QPushButton* m_add = nullptr;
    SendResults* m_results = nullptr;
    QTimer m_previewDelay;
    LatestTask m_handTask;
};

} // namespace weir::ui
