// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/weirctl/weirctl_program.h"

#include <QJsonDocument>

#include <vector>

namespace weir::test {

QList<QJsonObject> Outcome::objects() const
{
    QList<QJsonObject> objects;
    for (const QByteArray& line : out.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(line);
        objects << (document.isObject() ? document.object() : QJsonObject{{"not json", QString::fromUtf8(line)}});
    }
    return objects;
}

QString WeirctlProgram::path()
{
    return QStringLiteral(WEIRCTL_PATH);
}

QProcessEnvironment WeirctlProgram::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys()) {
        if (name.startsWith("KAFKA__"))
            environment.remove(name);
    }
    environment.insert("XDG_CONFIG_HOME", m_home.path() + "/config");
    environment.insert("XDG_STATE_HOME", m_home.path() + "/state");
    for (auto it = m_variables.begin(); it != m_variables.end(); ++it)
        environment.insert(it.key(), it.value());
    return environment;
}

std::unique_ptr<QProcess> WeirctlProgram::start(const QStringList& arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment());
    process->start(path(), arguments);
    return process;
}

Outcome WeirctlProgram::waitFor(QProcess& process, int milliseconds)
{
    Outcome outcome;
    const bool ended = process.state() == QProcess::NotRunning || process.waitForFinished(milliseconds);
    if (!ended) {
        process.kill();
        process.waitForFinished(5'000);
    }
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    outcome.status = ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return outcome;
}

Outcome WeirctlProgram::run(const QStringList& arguments, const QByteArray& input, int milliseconds)
{
    const auto process = start(arguments);
    process->write(input);
    process->closeWriteChannel();
    return waitFor(*process, milliseconds);
}

QList<Outcome> WeirctlProgram::runTogether(const QList<QStringList>& runs)
{
    std::vector<std::unique_ptr<QProcess>> processes;
    for (const QStringList& arguments : runs) {
        processes.push_back(start(arguments));
        processes.back()->closeWriteChannel();
    }
    QList<Outcome> outcomes;
    for (const auto& process : processes)
        outcomes << waitFor(*process, 90'000);
    return outcomes;
}

} // namespace weir::test
