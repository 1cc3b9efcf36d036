// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/retrying_members.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>
#include <csignal>

namespace weir::test {

RetryingMembers::RetryingMembers(Order order, std::size_t members, std::uint64_t seed)
    : m_order(std::move(order)), m_random(seed), m_members(members)
{
}

RetryingMembers::~RetryingMembers()
{
    for (const auto& process : m_members)
        if (process) {
            process->kill();
            process->waitForFinished(10'000);
        }
}

void RetryingMembers::start(std::size_t member, bool troubled)
{
    // A turn each, so that few restarts see all of them.
    static constexpr std::array moments{"letter", "effect", "handler"};
    const std::size_t moment = troubled ? m_troubled++ % moments.size() : 0;
    const std::uint64_t turn = 1 + m_random() % (moment == 0 ? 3 : 50);
    QStringList words{"--retrying-member",
                      QString::fromStdString(m_order.bootstrap),
                      QString::fromStdString(m_order.folder.string()),
                      QString::number(member),
                      QString::fromStdString(m_order.group),
                      QString::number(m_order.paceMs),
                      troubled ? moments[moment] : "never",
                      QString::number(turn)};
    for (const std::string& topic : m_order.topics)
        words << QString::fromStdString(topic);
    m_members[member] = std::make_unique<QProcess>();
    m_members[member]->setProcessChannelMode(QProcess::MergedChannels);
    m_members[member]->start(QCoreApplication::applicationFilePath(), words);
}

void RetryingMembers::count(QProcess& process)
{
    m_words = (m_words + process.readAll()).right(20'000);
    if (process.exitStatus() == QProcess::CrashExit)
        ++m_kills;
    else if (process.exitCode() == 0)
        ++m_leaves;
    else
        ++m_errors;
}

void RetryingMembers::keepUp(bool troubled)
{
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        if (m_members[i] && m_members[i]->state() != QProcess::NotRunning)
            continue;
        if (m_members[i])
            count(*m_members[i]);
        start(i, troubled);
    }
}

QProcess* RetryingMembers::anyRunning()
{
    QProcess* process = m_members[m_random() % m_members.size()].get();
    return process != nullptr && process->state() == QProcess::Running ? process : nullptr;
}

void RetryingMembers::killOne()
{
    if (QProcess* process = anyRunning())
        process->kill(); // SIGKILL
}

void RetryingMembers::sendOneAway()
{
    if (QProcess* process = anyRunning())
        process->terminate();
}

void RetryingMembers::calm()
{
    for (const auto& process : m_members)
        if (process && process->state() == QProcess::Running)
            ::kill(static_cast<pid_t>(process->processId()), SIGUSR1);
}

bool RetryingMembers::leave()
{
    bool good = true;
    for (const auto& process : m_members)
        if (process)
            process->terminate();
    for (auto& process : m_members) {
        if (!process)
            continue;
        if (process->state() != QProcess::NotRunning)
            good = process->waitForFinished(30'000) && good;
        good = good && process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0;
        m_words += process->readAll();
        process.reset();
    }
    return good;
}

} // namespace weir::test
