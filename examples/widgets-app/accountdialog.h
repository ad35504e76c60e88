// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef ACCOUNTDIALOG_H
#define ACCOUNTDIALOG_H

#include <QDialog>

QT_BEGIN_NAMESPACE
class QLineEdit;
QT_END_NAMESPACE

struct Account
{
    QString name;
    QString email;
};

// Asks who it is, to sign up and to sign in alike. (A real shop would ask for a password.)
class AccountDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AccountDialog(const QString &title, QWidget *parent = nullptr);
    Account account() const;

private:
    QLineEdit *m_name;
    QLineEdit *m_email;
};

#endif
