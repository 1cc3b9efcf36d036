// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_store.h"

#include <QtCore/QDateTime>
#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <deque>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;
class QProcess;
class QTimer;

namespace weir::ui {

/// Does what a person asked to be done when an alert begins: starts a program (no shell is involved) or sends an HTTP
/// POST. One of each at a time; 50 may wait, what comes beyond that is told as failed. GUI thread; never waits.
class AlertRunner : public QObject
{
    Q_OBJECT
public:
    enum class Kind { Command, Post };
    /// How one run ended.
    struct Outcome {
        Kind kind = Kind::Command;
        bool good = false;
        bool test = false;
        QString subject{};
        QString sentence{}; ///< "Ended with status 0 after 0.2 s."
        QString tail{};     ///< the last 2,000 characters it wrote or the server answered, escaped
        QDateTime when{};
    };

    explicit AlertRunner(std::chrono::milliseconds timeout = std::chrono::seconds(30), QObject* parent = nullptr);
    ~AlertRunner() override;

    /// What the action has switched on.
    void run(const AlertAction& action, const Alert& alert, const QString& cluster);
    /// One of them, whether it is switched on or not.
    void test(Kind kind, const AlertAction& action, const QString& cluster);
    [[nodiscard]] std::optional<Outcome> last(Kind kind) const;
    [[nodiscard]] bool isBusy(Kind kind) const;

    /// The argument with {rule}, {subject}, {text} and {cluster} replaced, once and from left to right.
    [[nodiscard]] static std::string filled(const std::string& argument, const Alert& alert, const std::string& cluster);
    /// The JSON body of a POST.
    [[nodiscard]] static QByteArray body(const Alert& alert, const QString& cluster);
    /// Why this address cannot be used; empty when it can.
    [[nodiscard]] static QString problemOfUrl(const QString& url);

Q_SIGNALS:
    void changed();

private:
    struct Job {
        Kind kind = Kind::Command;
        bool test = false;
        Alert alert{};
        AlertAction action{};
        QString cluster{};
    };
    struct Lane {
        std::deque<Job> waiting{};
        std::optional<Job> running{};
        std::optional<Outcome> last{};
        QDateTime began{};
        QByteArray output{};
    };
    [[nodiscard]] Lane& lane(Kind kind) { return kind == Kind::Command ? m_commands : m_posts; }
    void enqueue(Job job);
    void next(Kind kind);
    void startCommand(const Job& job);
    void startPost(const Job& job);
    void commandEnded();
    void postEnded();
    void finish(Kind kind, bool good, const QString& sentence);

    std::chrono::milliseconds m_timeout;
    Lane m_commands;
    Lane m_posts;
    QProcess* m_process = nullptr;
    QTimer* m_limit;
    bool m_overtime = false;
    QNetworkAccessManager* m_network = nullptr; ///< made for the first POST: it brings a thread
    QPointer<QNetworkReply> m_reply;
};

} // namespace weir::ui
