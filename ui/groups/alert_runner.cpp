// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_runner.h"

#include "ui/widgets/plain_text.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QTimer>
#include <QtCore/QUrl>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

#include <array>

namespace weir::ui {
namespace {

constexpr std::size_t mostWaiting = 50;
constexpr qsizetype tailBytes = 2'000;
constexpr qint64 mostAnswer = 1'000'000;

void keepTail(QByteArray& output, const QByteArray& more)
{
    output += more;
    if (output.size() > tailBytes)
        output = output.right(tailBytes);
}

QString tailText(const QByteArray& output)
{
    QStringList lines;
    for (const QByteArray& line : output.trimmed().split('\n')) {
        const QByteArray bare = line.endsWith('\r') ? line.chopped(1) : line;
        lines << displayText(std::string_view(bare.constData(), static_cast<std::size_t>(bare.size())), tailBytes);
    }
    return lines.join(u'\n');
}

Alert testAlert()
{
    Alert alert;
    alert.rule = "test";
    alert.ruleName = "Test";
    alert.subject = "test-group";
    alert.raised = nowMs();
    alert.text = "This is a test of what happens when an alert begins.";
    return alert;
}

} // namespace

AlertRunner::AlertRunner(std::chrono::milliseconds timeout, QObject* parent)
    : QObject(parent), m_timeout(timeout), m_limit(new QTimer(this))
{
    m_limit->setSingleShot(true);
    connect(m_limit, &QTimer::timeout, this, [this] {
        m_overtime = true;
        if (m_process)
            m_process->kill();
    });
}

AlertRunner::~AlertRunner()
{
    if (m_process)
        m_process->disconnect(this);
    if (m_reply)
        m_reply->disconnect(this);
}

std::string AlertRunner::filled(const std::string& argument, const Alert& alert, const std::string& cluster)
{
    const std::array<std::pair<std::string_view, const std::string*>, 4> words{
        {{"{rule}", &alert.ruleName}, {"{subject}", &alert.subject}, {"{text}", &alert.text}, {"{cluster}", &cluster}}};
    std::string out;
    for (std::size_t at = 0; at < argument.size();) {
        const auto found = std::ranges::find_if(
            words, [&](const auto& word) { return std::string_view(argument).substr(at).starts_with(word.first); });
        if (found == words.end()) {
            out += argument[at++];
        } else {
            out += *found->second;
            at += found->first.size();
        }
    }
    return out;
}

QByteArray AlertRunner::body(const Alert& alert, const QString& cluster)
{
    QJsonObject object;
    object[QStringLiteral("cluster")] = cluster;
    object[QStringLiteral("rule")] = QString::fromStdString(alert.rule);
    object[QStringLiteral("rule_name")] = QString::fromStdString(alert.ruleName);
    object[QStringLiteral("subject")] = QString::fromStdString(alert.subject);
    object[QStringLiteral("text")] = QString::fromStdString(alert.text);
    object[QStringLiteral("serious")] = alert.serious;
    object[QStringLiteral("raised")] = QString::fromStdString(formatUtc(alert.raised));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString AlertRunner::problemOfUrl(const QString& text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (text.trimmed().isEmpty())
        return tr("An address is needed: https://host/path.");
    if (!url.isValid() || url.host().isEmpty())
        return tr("This is no address of a server: https://host/path.");
    if (url.scheme() != QLatin1String("https") && url.scheme() != QLatin1String("http"))
        return tr("The address must begin with https:// or http://.");
    return {};
}

void AlertRunner::run(const AlertAction& action, const Alert& alert, const QString& cluster)
{
    if (action.runCommand)
        enqueue({Kind::Command, false, alert, action, cluster});
    if (action.post)
        enqueue({Kind::Post, false, alert, action, cluster});
}

void AlertRunner::test(Kind kind, const AlertAction& action, const QString& cluster)
{
    enqueue({kind, true, testAlert(), action, cluster});
}

std::optional<AlertRunner::Outcome> AlertRunner::last(Kind kind) const
{
    return kind == Kind::Command ? m_commands.last : m_posts.last;
}

bool AlertRunner::isBusy(Kind kind) const
{
    return (kind == Kind::Command ? m_commands : m_posts).running.has_value();
}

void AlertRunner::enqueue(Job job)
{
    const Kind kind = job.kind;
    Lane& its = lane(kind);
    if (its.waiting.size() >= mostWaiting) {
        its.last = Outcome{kind, false, job.test, displayText(std::string_view(job.alert.subject)),
                           tr("Left out: %1 are waiting already.").arg(mostWaiting), {}, QDateTime::currentDateTime()};
        Q_EMIT changed();
        return;
    }
    its.waiting.push_back(std::move(job));
    next(kind);
}

void AlertRunner::next(Kind kind)
{
    Lane& its = lane(kind);
    if (its.running || its.waiting.empty())
        return;
    its.running = std::move(its.waiting.front());
    its.waiting.pop_front();
    its.began = QDateTime::currentDateTime();
    its.output.clear();
    if (kind == Kind::Command)
        startCommand(*its.running);
    else
        startPost(*its.running);
    Q_EMIT changed();
}

void AlertRunner::startCommand(const Job& job)
{
    m_process = new QProcess(this);
    m_process->setProgram(QString::fromStdString(job.action.program));
    QStringList arguments;
    for (const std::string& argument : job.action.arguments)
        arguments << QString::fromStdString(filled(argument, job.alert, job.cluster.toStdString()));
    m_process->setArguments(arguments);
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardInputFile(QProcess::nullDevice());
    connect(m_process, &QProcess::readyReadStandardOutput, this,
            [this] { keepTail(m_commands.output, m_process->readAllStandardOutput()); });
    connect(m_process, &QProcess::finished, this, &AlertRunner::commandEnded);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            commandEnded();
    });
    m_overtime = false;
    m_limit->start(m_timeout);
    m_process->start();
}

void AlertRunner::commandEnded()
{
    m_limit->stop();
    QProcess* process = std::exchange(m_process, nullptr);
    process->disconnect(this);
    process->deleteLater();
    if (process->error() == QProcess::FailedToStart)
        return finish(Kind::Command, false, tr("The program could not be started: %1.").arg(process->errorString()));
    keepTail(m_commands.output, process->readAllStandardOutput());
    if (m_overtime)
        return finish(Kind::Command, false, tr("Stopped, because it took longer than %1 s.").arg(m_timeout.count() / 1'000.0));
    if (process->exitStatus() == QProcess::CrashExit)
        return finish(Kind::Command, false, tr("The program crashed."));
    finish(Kind::Command, process->exitCode() == 0, tr("Ended with status %1.").arg(process->exitCode()));
}

void AlertRunner::startPost(const Job& job)
{
    const QString address = QString::fromStdString(job.action.url).trimmed();
    if (const QString problem = problemOfUrl(address); !problem.isEmpty()) {
        // Not at once: whoever enqueued it has not seen it running yet.
        QMetaObject::invokeMethod(this, [this, problem] { finish(Kind::Post, false, problem); }, Qt::QueuedConnection);
        return;
    }
    if (!m_network)
        m_network = new QNetworkAccessManager(this);
    QNetworkRequest request{QUrl(address, QUrl::StrictMode)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("weir"));
    request.setTransferTimeout(static_cast<int>(m_timeout.count()));
    // What leaves this computer goes where the person said, and nowhere else.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    m_reply = m_network->post(request, body(job.alert, job.cluster));
    m_reply->setReadBufferSize(64 * 1024);
    connect(m_reply, &QNetworkReply::readyRead, this, [this] { keepTail(m_posts.output, m_reply->readAll()); });
    connect(m_reply, &QNetworkReply::downloadProgress, this, [this](qint64 received) {
        if (received > mostAnswer && m_reply)
            m_reply->abort();
    });
    connect(m_reply, &QNetworkReply::finished, this, &AlertRunner::postEnded);
}

void AlertRunner::postEnded()
{
    QNetworkReply* reply = m_reply;
    m_reply.clear();
    reply->deleteLater();
    if (reply->isOpen())
        keepTail(m_posts.output, reply->readAll());
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 300 && status < 400)
        return finish(Kind::Post, false, tr("The server answered %1 and points elsewhere; that is not followed.").arg(status));
    if (status != 0)
        return finish(Kind::Post, status < 300 && reply->error() == QNetworkReply::NoError, tr("The server answered %1.").arg(status));
    if (reply->error() == QNetworkReply::OperationCanceledError || reply->error() == QNetworkReply::TimeoutError)
        return finish(Kind::Post, false, tr("The server did not answer within %1 s.").arg(m_timeout.count() / 1'000.0));
    const QString why = reply->errorString();
    finish(Kind::Post, false, tr("Nothing was delivered: %1").arg(displayText(std::string_view(why.toStdString()))));
}

void AlertRunner::finish(Kind kind, bool good, const QString& sentence)
{
    Lane& its = lane(kind);
    const Job job = std::move(*its.running);
    its.running.reset();
    its.last = Outcome{kind, good, job.test, displayText(std::string_view(job.alert.subject)), sentence,
                       tailText(its.output), QDateTime::currentDateTime()};
    Q_EMIT changed();
    next(kind);
}

} // namespace weir::ui
