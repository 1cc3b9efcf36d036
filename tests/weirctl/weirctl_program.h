// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace weir::test {

/// How one run of weirctl ended.
struct Outcome {
    int status = -1; ///< -1: it crashed or had to be killed
    QByteArray out;
    QByteArray err;

    /// The lines of `out` as JSON objects; an object with the key "not json" for a line that is none.
    [[nodiscard]] QList<QJsonObject> objects() const;
};

/// Runs the weirctl that was built, with a home of its own and no KAFKA__ variables. One thread.
class WeirctlProgram
{
public:
    [[nodiscard]] Outcome run(const QStringList& arguments, const QByteArray& input = {}, int milliseconds = 60'000);
    /// Several at the same time: most of a run on the demo cluster is waiting.
    [[nodiscard]] QList<Outcome> runTogether(const QList<QStringList>& runs);
    /// Starts it and returns at once; for signals.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList& arguments);
    [[nodiscard]] QString home() const { return m_home.path(); }
    void setVariable(const QString& name, const QString& value) { m_variables[name] = value; }
    void clearVariables() { m_variables.clear(); }
    [[nodiscard]] static QString path();

private:
    [[nodiscard]] QProcessEnvironment environment() const;
    [[nodiscard]] static Outcome waitFor(QProcess& process, int milliseconds);
    QTemporaryDir m_home;
    QMap<QString, QString> m_variables;
};

} // namespace weir::test
